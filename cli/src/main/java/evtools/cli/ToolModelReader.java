package evtools.cli;

import evtools.cli.ToolModel.Example;
import evtools.cli.ToolModel.ExitMeaning;
import evtools.cli.ToolModel.Operand;
import evtools.cli.ToolModel.Option;
import evtools.cli.ToolModel.Value;
import evtools.cli.ToolModel.ValueKind;
import java.io.File;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Range;

/** Makes a {@link ToolModel} of picocli's model. The only place that looks into that one. */
final class ToolModelReader {
    private static final List<ExitMeaning> USUAL_EXIT_CODES = List.of(
            new ExitMeaning("0", "Done."),
            new ExitMeaning("2", "A usage error or a failure."),
            new ExitMeaning("3", "Finished, but some input was damaged and reported."));

    private ToolModelReader() {}

    static ToolModel read(Tool tool) {
        CommandSpec command = CommandLines.of(tool, new CommonOptions()).getCommandSpec();
        List<Option> options = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                options.add(option(option));
            }
        }
        List<Operand> operands = new ArrayList<>();
        for (PositionalParamSpec operand : command.positionalParameters()) {
            if (!operand.hidden()) {
                operands.add(operand(operand));
            }
        }
        Examples examples = tool.getClass().getAnnotation(Examples.class);
        SeeAlso seeAlso = tool.getClass().getAnnotation(SeeAlso.class);
        String name = command.name();
        return new ToolModel(
                name,
                summary(command),
                synopsis(name, command.usageMessage().customSynopsis(), options, operands),
                List.of(command.usageMessage().description()),
                examples(name, examples),
                options,
                operands,
                exitCodes(command.usageMessage().exitCodeList()),
                seeAlso(name, seeAlso));
    }

    private static String summary(CommandSpec command) {
        String summary = String.join(" ", command.usageMessage().header());
        if (summary.isEmpty() || summary.length() > 70 || summary.endsWith(".")) {
            throw new IllegalStateException(
                    command.name() + " needs a header of at most 70 characters that says what it does");
        }
        return summary;
    }

    private static Option option(OptionSpec option) {
        Range arity = option.arity();
        boolean hasValue = arity.max() > 0;
        boolean valueOptional = hasValue && arity.min() == 0;
        if (valueOptional && option.fallbackValue().isEmpty()) {
            throw new IllegalStateException(option.longestName() + " may have a value and needs a fallbackValue");
        }
        Value value = hasValue ? value(option) : new Value("", ValueKind.NONE, List.of());
        List<String> names = new ArrayList<>(List.of(option.names()));
        names.sort((a, b) -> Integer.compare(a.length() == 2 ? 0 : 1, b.length() == 2 ? 0 : 1));
        return new Option(
                names, value, valueOptional, option.required(), option.isMultiValue(), description(option, hasValue));
    }

    private static Operand operand(PositionalParamSpec operand) {
        Range arity = operand.arity();
        boolean repeatable = operand.isMultiValue();
        return new Operand(value(operand), arity.min() > 0, repeatable, description(operand, true));
    }

    private static String description(ArgSpec arg, boolean hasValue) {
        String text = String.join(" ", arg.description());
        String initial = hasValue ? defaultText(arg) : "";
        if (text.contains("${DEFAULT-VALUE}")) {
            return text.replace("${DEFAULT-VALUE}", initial);
        }
        boolean show = !initial.isEmpty()
                && !arg.required()
                && arg.showDefaultValue() != Visibility.NEVER
                && !text.toLowerCase(Locale.ROOT).contains("default");
        return show ? text + " Default: " + initial + "." : text;
    }

    private static String defaultText(ArgSpec arg) {
        if (arg.defaultValue() != null) {
            return arg.defaultValue();
        }
        Object initial = arg.initialValue();
        return switch (initial) {
            case null -> "";
            case Boolean _ -> "";
            case Collection<?> many when many.isEmpty() -> "";
            case Collection<?> many ->
                String.join(",", many.stream().map(Object::toString).toList());
            case Number number when number.longValue() <= 0 || number.longValue() >= Integer.MAX_VALUE -> "";
            case Object array when array.getClass().isArray() && Array.getLength(array) == 0 -> "";
            default -> initial.toString();
        };
    }

    private static Value value(ArgSpec arg) {
        Class<?> type = arg.auxiliaryTypes()[0];
        String label = label(arg);
        List<String> words = words(arg, type);
        ValueKind kind;
        if (!words.isEmpty()) {
            kind = ValueKind.WORD;
        } else if (label.contains("FILE") || (type == Path.class && !label.contains("DIR"))) {
            kind = ValueKind.FILE;
        } else if (label.contains("DIR")) {
            kind = ValueKind.DIRECTORY;
        } else {
            kind = ValueKind.OTHER;
        }
        return new Value(label, kind, words);
    }

    private static List<String> words(ArgSpec arg, Class<?> type) {
        List<String> words = new ArrayList<>();
        if (arg.completionCandidates() != null) {
            for (String word : arg.completionCandidates()) {
                words.add(word);
            }
        } else if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                words.add(constant.toString());
            }
        }
        return words;
    }

    /** Picocli's own label is the field's name in angle brackets; a better one follows from the type. */
    static String label(ArgSpec arg) {
        String label = singleLabel(arg);
        return ",".equals(arg.splitRegex()) && label.indexOf(',') < 0 ? label + ",..." : label;
    }

    private static String singleLabel(ArgSpec arg) {
        Class<?> type = arg.auxiliaryTypes()[0];
        String label = arg.paramLabel();
        if (!label.startsWith("<")) {
            return label;
        }
        if (type == Duration.class) {
            return "DURATION";
        }
        if (type == ByteSize.class) {
            return "SIZE";
        }
        if (type == TimePoint.class) {
            return "TIME";
        }
        if (type == HostPort.class) {
            return "HOST:PORT";
        }
        if (type == Path.class || type == File.class) {
            return "FILE";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "N";
        }
        return label.substring(1, label.length() - 1).toUpperCase(Locale.ROOT);
    }

    private static List<String> synopsis(String name, String[] custom, List<Option> options, List<Operand> operands) {
        if (custom.length > 0) {
            return List.of(custom);
        }
        StringBuilder line = new StringBuilder(name);
        for (Option option : options) {
            if (option.required()) {
                String longest = option.names().get(option.names().size() - 1);
                line.append(' ')
                        .append(longest)
                        .append(' ')
                        .append(option.value().label());
            }
        }
        line.append(" [OPTION]...");
        for (Operand operand : operands) {
            String label = operand.value().label();
            line.append(' ').append(operand.required() ? label : "[" + label + "]");
            line.append(operand.repeatable() ? "..." : "");
        }
        return List.of(line.toString());
    }

    private static List<Example> examples(String name, @Nullable Examples annotation) {
        List<Example> examples = new ArrayList<>();
        if (annotation != null) {
            for (String text : annotation.value()) {
                int comment = text.indexOf("  # ");
                examples.add(
                        comment < 0
                                ? new Example(text, "")
                                : new Example(text.substring(0, comment).strip(), text.substring(comment + 4)));
            }
        }
        if (examples.isEmpty()) {
            throw new IllegalStateException(name + " has no @Examples: help begins with them");
        }
        return examples;
    }

    private static List<ExitMeaning> exitCodes(Map<String, String> codes) {
        if (codes.isEmpty()) {
            return USUAL_EXIT_CODES;
        }
        List<ExitMeaning> meanings = new ArrayList<>();
        for (Map.Entry<String, String> code : codes.entrySet()) {
            meanings.add(new ExitMeaning(code.getKey().strip(), code.getValue().strip()));
        }
        return meanings;
    }

    private static List<String> seeAlso(String name, @Nullable SeeAlso annotation) {
        List<String> pages = new ArrayList<>();
        if (annotation != null) {
            pages.addAll(List.of(annotation.value()));
        }
        pages.remove(name + "(1)");
        pages.add("evtools(7)");
        return pages;
    }
}
