package evtools.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A tool's command line as plain data: what help, man page and completions are made from.
 *
 * @param name the command
 * @param summary what it does, in a few words, without a full stop
 * @param synopsis how it is called, one line for each form, beginning with the name
 * @param description paragraphs
 * @param examples most usual first
 * @param options in the order they are declared
 * @param operands in the order they are given
 * @param exitCodes what they mean
 * @param seeAlso man pages with their section
 */
public record ToolModel(
        String name,
        String summary,
        List<String> synopsis,
        List<String> description,
        List<Example> examples,
        List<Option> options,
        List<Operand> operands,
        List<ExitMeaning> exitCodes,
        List<String> seeAlso) {

    /** Reads the annotations of a tool. */
    public static ToolModel of(Tool tool) {
        return ToolModelReader.read(tool);
    }

    /** What the value of an option or operand is, as far as a shell can help to complete it. */
    public enum ValueKind {
        /** There is none. */
        NONE,
        /** One of a few words. */
        WORD,
        /** The name of a file. */
        FILE,
        /** The name of a directory. */
        DIRECTORY,
        /** Anything else. */
        OTHER
    }

    /**
     * One way to use the tool.
     *
     * @param command what is typed
     * @param explanation what it does
     */
    public record Example(String command, String explanation) {
        /**
         * The command in lines of at most so many characters, where it has pipes at which it can be broken; a shell
         * takes them as one line.
         *
         * @param width of a line; lines after the first are indented by eight
         */
        public List<String> lines(int width) {
            List<String> lines = new ArrayList<>();
            String rest = command;
            while (rest.length() > width) {
                int pipe = rest.lastIndexOf(" | ", width - 2);
                if (pipe < 0) {
                    break;
                }
                lines.add(rest.substring(0, pipe + 2));
                rest = "        " + rest.substring(pipe + 3);
            }
            lines.add(rest);
            return lines;
        }
    }

    /**
     * The value of an option or operand.
     *
     * @param label the word that stands for it, such as {@code FILE}; empty for kind {@code NONE}
     * @param kind what it is
     * @param words what it may be, for kind {@code WORD}
     */
    public record Value(String label, ValueKind kind, List<String> words) {}

    /**
     * One option.
     *
     * @param names with their dashes, short ones first
     * @param value its value
     * @param valueOptional whether the value may be left out; if given it is attached with {@code =}
     * @param required whether it must be given
     * @param repeatable whether it can be given several times and all of them count
     * @param description what it does, in sentences
     */
    public record Option(
            List<String> names,
            Value value,
            boolean valueOptional,
            boolean required,
            boolean repeatable,
            String description) {
        /** Whether it has a value at all. */
        public boolean hasValue() {
            return value.kind() != ValueKind.NONE;
        }
    }

    /**
     * One operand, or a list of the same.
     *
     * @param value the value
     * @param required whether at least one must be given
     * @param repeatable whether several can be given
     * @param description what it is, in sentences
     */
    public record Operand(Value value, boolean required, boolean repeatable, String description) {}

    /**
     * What an exit code means.
     *
     * @param code the number
     * @param meaning in a few words
     */
    public record ExitMeaning(String code, String meaning) {}
}
