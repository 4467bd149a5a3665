package evtools.cli;

import evtools.cli.ToolModel.Example;
import evtools.cli.ToolModel.ExitMeaning;
import evtools.cli.ToolModel.Operand;
import evtools.cli.ToolModel.Option;

/** What {@code --help} prints: examples, usage, options; at most 80 columns, lines end with {@code \n}. */
public final class HelpText {
    private static final int WIDTH = 80;
    private static final int OPTION_COLUMN = 2;
    private static final int TEXT_COLUMN = 28;

    private final StringBuilder text = new StringBuilder(4096);

    private HelpText() {}

    /** The whole text. */
    public static String of(ToolModel tool) {
        HelpText help = new HelpText();
        help.render(tool);
        return help.text.toString();
    }

    private void render(ToolModel tool) {
        text.append("Examples:\n");
        examples(tool);
        boolean first = true;
        text.append('\n');
        for (String line : tool.synopsis()) {
            paragraph(
                    (first ? "Usage: " : "       ") + line,
                    0,
                    first ? 7 + tool.name().length() + 1 : 9);
            first = false;
        }
        if (!tool.summary().isEmpty()) {
            text.append('\n');
            paragraph(sentence(tool.summary()), 0, 0);
        }
        for (String paragraph : tool.description()) {
            text.append('\n');
            paragraph(paragraph, 0, 0);
        }
        if (!tool.operands().isEmpty()) {
            text.append("\nArguments:\n");
            for (Operand operand : tool.operands()) {
                entry(operand.value().label() + (operand.repeatable() ? "..." : ""), operand.description());
            }
        }
        text.append("\nOptions:\n");
        for (Option option : tool.options()) {
            entry(OptionText.of(option), option.description());
        }
        text.append("\nExit status:\n");
        for (ExitMeaning code : tool.exitCodes()) {
            paragraph(
                    "  " + code.code() + " ".repeat(Math.max(1, 5 - code.code().length())) + code.meaning(), 0, 7);
        }
    }

    private void examples(ToolModel tool) {
        int widest = 0;
        for (Example example : tool.examples()) {
            if (oneLine(example)) {
                widest = Math.max(widest, example.command().length());
            }
        }
        for (Example example : tool.examples()) {
            text.append("  ").append(String.join("\n  ", example.lines(WIDTH - 2)));
            if (example.explanation().isEmpty()) {
                text.append('\n');
            } else if (2 + widest + 2 + example.explanation().length() <= WIDTH && oneLine(example)) {
                text.append(" ".repeat(widest - example.command().length() + 2));
                text.append(example.explanation()).append('\n');
            } else {
                text.append('\n');
                paragraph("      " + example.explanation(), 0, 6);
            }
        }
    }

    private static boolean oneLine(Example example) {
        return example.command().length() <= 44;
    }

    private void entry(String left, String description) {
        text.append(" ".repeat(OPTION_COLUMN)).append(left);
        int column = OPTION_COLUMN + left.length();
        if (column + 2 > TEXT_COLUMN && !description.isEmpty()) {
            text.append('\n');
            column = 0;
        }
        if (description.isEmpty()) {
            text.append('\n');
            return;
        }
        text.append(" ".repeat(TEXT_COLUMN - column));
        paragraph(description, TEXT_COLUMN, TEXT_COLUMN);
    }

    /** Appends words, breaking lines before the 81st column; the cursor stands at column {@code column}. */
    private void paragraph(String words, int column, int indent) {
        int at = column;
        boolean lineStart = true;
        int start = 0;
        while (start < words.length()) {
            int end = words.indexOf(' ', start);
            end = end < 0 ? words.length() : end;
            if (end == start) {
                // Blanks at the beginning indent; others stay as they are.
                text.append(' ');
                at++;
                start++;
                continue;
            }
            int width = words.codePointCount(start, end);
            if (!lineStart && at + width > WIDTH) {
                trimLine();
                text.append('\n').append(" ".repeat(indent));
                at = indent;
            }
            text.append(words, start, end);
            at += width;
            lineStart = false;
            start = end;
            if (start < words.length()) {
                text.append(' ');
                at++;
                start++;
            }
        }
        trimLine();
        text.append('\n');
    }

    private void trimLine() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
    }

    private static String sentence(String summary) {
        return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + (summary.endsWith(".") ? "" : ".");
    }
}
