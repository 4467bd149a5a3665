package evtools.cli;

import evtools.cli.ToolModel.Option;

/** An option with all its names: {@code -n, --count=N}, {@code     --color[=WHEN]}. */
public final class OptionText {
    private OptionText() {}

    /** The names in one line; without a short name they stand where those of other options stand. */
    public static String of(Option option) {
        StringBuilder text = new StringBuilder();
        boolean hasShort = isShort(option.names().get(0));
        if (!hasShort) {
            text.append("    ");
        }
        for (int i = 0; i < option.names().size(); i++) {
            text.append(i == 0 ? "" : ", ").append(option.names().get(i));
        }
        String last = option.names().get(option.names().size() - 1);
        return text.append(valueSuffix(option, last)).toString();
    }

    /** What follows a name to show the value: {@code =N}, {@code [=WHEN]}, or {@code  N} after a short name. */
    public static String valueSuffix(Option option, String name) {
        if (!option.hasValue()) {
            return "";
        }
        String label = option.value().label();
        if (option.valueOptional()) {
            return isShort(name) ? "[" + label + "]" : "[=" + label + "]";
        }
        return (isShort(name) ? " " : "=") + label;
    }

    /** Whether a name is a dash and one letter. */
    public static boolean isShort(String name) {
        return name.length() == 2;
    }
}
