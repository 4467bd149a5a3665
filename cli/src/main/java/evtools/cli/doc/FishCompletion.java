package evtools.cli.doc;

import evtools.cli.OptionText;
import evtools.cli.ToolModel;
import evtools.cli.ToolModel.Operand;
import evtools.cli.ToolModel.Option;
import evtools.cli.ToolModel.Value;
import evtools.cli.ToolModel.ValueKind;

/** Completion for fish 3 and newer: one {@code complete} command an option. */
public final class FishCompletion {
    private FishCompletion() {}

    /** The script. */
    public static String of(ToolModel tool) {
        StringBuilder script = new StringBuilder(4096);
        String command = "complete -c " + tool.name();
        script.append("# fish completion of ").append(tool.name()).append(", made from its options by docs/generate\n");
        boolean files = false;
        for (Operand operand : tool.operands()) {
            Value value = operand.value();
            files |= value.kind() == ValueKind.FILE || value.kind() == ValueKind.DIRECTORY;
        }
        if (!files) {
            script.append(command).append(" -f\n");
        }
        for (Operand operand : tool.operands()) {
            if (operand.value().kind() == ValueKind.WORD) {
                script.append(command)
                        .append(" -a ")
                        .append(quote(String.join(" ", operand.value().words())))
                        .append('\n');
            }
        }
        for (Option option : tool.options()) {
            script.append(command);
            for (String name : option.names()) {
                script.append(OptionText.isShort(name) ? " -s " + name.substring(1) : " -l " + name.substring(2));
            }
            script.append(value(option));
            script.append(" -d ").append(quote(Documents.firstSentence(option.description())));
            script.append('\n');
        }
        return script.toString();
    }

    /** {@code -r}: needs a value; {@code -f}: it is no file name; {@code -F}: it is one, even if operands aren't. */
    private static String value(Option option) {
        Value value = option.value();
        String needed = option.valueOptional() ? "" : " -r";
        return switch (value.kind()) {
            case NONE -> "";
            case WORD -> needed + " -f -a " + quote(String.join(" ", value.words()));
            case FILE -> needed + " -F";
            case DIRECTORY -> needed + " -f -a '(__fish_complete_directories)'";
            case OTHER -> needed + " -f";
        };
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
