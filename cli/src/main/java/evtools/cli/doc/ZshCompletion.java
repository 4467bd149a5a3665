package evtools.cli.doc;

import evtools.cli.OptionText;
import evtools.cli.ToolModel;
import evtools.cli.ToolModel.Operand;
import evtools.cli.ToolModel.Option;
import evtools.cli.ToolModel.Value;
import java.util.ArrayList;
import java.util.List;

/** Completion for zsh, to be found as {@code _TOOL} in its function path: one call of {@code _arguments}. */
public final class ZshCompletion {
    private ZshCompletion() {}

    /** The function's file. */
    public static String of(ToolModel tool) {
        List<String> specs = new ArrayList<>();
        for (Option option : tool.options()) {
            specs.addAll(specs(option));
        }
        int position = 1;
        for (Operand operand : tool.operands()) {
            String where = operand.repeatable() ? "*" : (operand.required() ? "" + position : position + ":");
            position++;
            specs.add(quote(where + message(operand.value())));
        }
        StringBuilder script = new StringBuilder(4096);
        script.append("#compdef ").append(tool.name()).append('\n');
        script.append("# made from the options of ").append(tool.name()).append(" by docs/generate\n");
        script.append("_arguments -s -S");
        for (String spec : specs) {
            script.append(" \\\n  ").append(spec);
        }
        return script.append('\n').toString();
    }

    /** One spec for each name; the names of one option exclude each other unless it may be repeated. */
    private static List<String> specs(Option option) {
        String before = option.repeatable() ? "*" : "(" + String.join(" ", option.names()) + ")";
        String description = "[" + escape(Documents.firstSentence(option.description())) + "]";
        List<String> specs = new ArrayList<>();
        for (String name : option.names()) {
            String value = !option.hasValue() ? "" : (option.valueOptional() ? ":" : "") + message(option.value());
            specs.add(quote(before + name + attachment(option, name) + description + value));
        }
        return specs;
    }

    /** How the value is joined: {@code -O+} and {@code --format=} with it or in the next word, {@code =-} only with it. */
    private static String attachment(Option option, String name) {
        if (!option.hasValue()) {
            return "";
        }
        if (OptionText.isShort(name)) {
            return option.valueOptional() ? "-" : "+";
        }
        return option.valueOptional() ? "=-" : "=";
    }

    private static String message(Value value) {
        String action = switch (value.kind()) {
            case WORD -> "(" + String.join(" ", value.words()) + ")";
            case FILE -> "_files";
            case DIRECTORY -> "_files -/";
            default -> " ";
        };
        return ":" + escape(value.label()) + ":" + action;
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace(":", "\\:")
                .replace("[", "\\[")
                .replace("]", "\\]");
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
