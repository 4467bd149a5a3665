package evtools.evgrep;

import java.io.IOException;

/** One line an input, or none: {@code -c}, {@code -l}, {@code -L}, {@code -q}. */
final class SummaryResults implements Results {
    /** What is told of an input. */
    enum What {
        /** How many lines were selected. */
        COUNT,
        /** Its name, if a line was selected. */
        NAME_IF_ANY,
        /** Its name, if no line was selected. */
        NAME_IF_NONE,
        /** Nothing; one selected line is enough. */
        NOTHING,
        /** Nothing, but all lines are looked at. */
        NOTHING_OF_ALL
    }

    private final LineWriter writer;
    private final What what;

    SummaryResults(LineWriter writer, What what) {
        this.writer = writer;
        this.what = what;
    }

    @Override
    public void begin(String inputName) {
        writer.name(inputName);
    }

    @Override
    public boolean isEnoughAtFirst() {
        return what != What.COUNT && what != What.NOTHING_OF_ALL;
    }

    @Override
    public void selected(LogLine line) {}

    @Override
    public void end(long selected) throws IOException {
        if (what == What.COUNT) {
            writer.namePrefix();
            writer.buffer().putDecimal(selected);
            writer.endLine();
        } else if (selected > 0 ? what == What.NAME_IF_ANY : what == What.NAME_IF_NONE) {
            writer.nameLine();
        }
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.flush();
    }
}
