package evtools.cli.doc;

import evtools.cli.OptionText;
import evtools.cli.ToolModel;
import evtools.cli.ToolModel.Operand;
import evtools.cli.ToolModel.Option;
import evtools.cli.ToolModel.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Completion for bash 4 and newer, without the bash-completion package.
 *
 * <p>File names are left to readline, which knows about quotes and {@code ~}: the function then gives no reply and sets
 * what readline shall do instead. Bash splits {@code --name=value} into three words.
 */
public final class BashCompletion {
    private static final String NO_FILES = "compopt +o default +o bashdefault";

    private final StringBuilder script = new StringBuilder(4096);

    private BashCompletion() {}

    /** The script, to be sourced. */
    public static String of(ToolModel tool) {
        BashCompletion completion = new BashCompletion();
        completion.render(tool);
        return completion.script.toString();
    }

    private void render(ToolModel tool) {
        String function = "_evtools_" + tool.name().replace('-', '_');
        line("# bash completion of " + tool.name() + ", made from its options by docs/generate");
        line(function + "() {");
        line("    local cur=${COMP_WORDS[COMP_CWORD]} option= attached= ended= i");
        line("    COMPREPLY=()");
        line("    for ((i = 1; i < COMP_CWORD; i++)); do");
        line("        [[ ${COMP_WORDS[i]} != -- ]] || ended=yes");
        line("    done");
        line("    if ((COMP_CWORD > 1)); then option=${COMP_WORDS[COMP_CWORD - 1]}; fi");
        line("    if [[ $cur == = ]]; then");
        line("        cur= attached=yes");
        line("    elif [[ $option == = ]]; then");
        line("        option=${COMP_WORDS[COMP_CWORD - 2]} attached=yes");
        line("    fi");
        line("    if [[ -z $ended ]]; then");
        values(tool.options());
        line("        if [[ $cur == -* ]]; then");
        line("            " + reply(optionWords(tool.options())));
        line("            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace");
        line("            " + NO_FILES);
        line("            return");
        line("        fi");
        line("    fi");
        operands(tool.operands());
        line("}");
        line("complete -o bashdefault -o default -F " + function + " " + tool.name());
    }

    private void values(List<Option> options) {
        Map<List<String>, List<String>> patternsByReply = new LinkedHashMap<>();
        for (Option option : options) {
            if (option.hasValue()) {
                patternsByReply
                        .computeIfAbsent(reply(option.value()), key -> new ArrayList<>())
                        .addAll(patterns(option));
            }
        }
        if (patternsByReply.isEmpty()) {
            return;
        }
        line("        case $option$attached in");
        for (Map.Entry<List<String>, List<String>> entry : patternsByReply.entrySet()) {
            line("        " + String.join(" | ", entry.getValue()) + ")");
            for (String command : entry.getKey()) {
                line("            " + command);
            }
            line("            return");
            line("            ;;");
        }
        line("        esac");
    }

    /** What $option$attached is when a value of this option follows. */
    private static List<String> patterns(Option option) {
        List<String> patterns = new ArrayList<>();
        for (String name : option.names()) {
            if (!OptionText.isShort(name)) {
                patterns.add(name + "yes");
            }
            if (!option.valueOptional()) {
                patterns.add(name);
            }
        }
        return patterns;
    }

    private static List<String> reply(Value value) {
        return switch (value.kind()) {
            case WORD -> List.of(reply(value.words()), NO_FILES);
            case DIRECTORY -> List.of(NO_FILES + " -o dirnames");
            case FILE -> List.of();
            default -> List.of(NO_FILES);
        };
    }

    private void operands(List<Operand> operands) {
        boolean files = false;
        List<String> words = new ArrayList<>();
        for (Operand operand : operands) {
            files |= operand.value().kind() == ToolModel.ValueKind.FILE
                    || operand.value().kind() == ToolModel.ValueKind.DIRECTORY;
            words.addAll(operand.value().words());
        }
        if (!words.isEmpty()) {
            line("    " + reply(words));
        }
        if (!files) {
            line("    " + NO_FILES);
        }
    }

    private static String reply(List<String> words) {
        return "mapfile -t COMPREPLY < <(compgen -W " + quote(String.join(" ", words)) + " -- \"$cur\")";
    }

    private static List<String> optionWords(List<Option> options) {
        List<String> words = new ArrayList<>();
        for (Option option : options) {
            for (String name : option.names()) {
                boolean equals = option.hasValue() && !option.valueOptional() && !OptionText.isShort(name);
                words.add(equals ? name + "=" : name);
            }
        }
        return words;
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
