package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of text as grep does, {@code FILE:NUMBER:text}, collected into large writes. Not thread-safe.
 */
final class LineWriter {
    /** What stands between groups of lines unless something else is asked for. */
    static final String GROUP_SEPARATOR = "--";

    private static final int WRITE_BYTES = 64 << 10;
    private static final byte[] PLAIN = ascii("\033[m");
    private static final byte[] NAME = ascii("\033[35m");
    private static final byte[] NUMBER = ascii("\033[32m");
    private static final byte[] SEPARATOR = ascii("\033[36m");
    private static final byte[] MATCH = ascii("\033[01;31m");

    private final OutputStream out;
    private final boolean showNames;
    private final boolean showNumbers;
    private final boolean colors;
    private final boolean flushEachLine;
    private final ByteArrayBuilder buffer = new ByteArrayBuilder(2 * WRITE_BYTES);
    private byte[] name = new byte[0];
    private byte @Nullable [] groupSeparator = ascii(GROUP_SEPARATOR);
    private boolean nullAfterNames;

    /**
     * @param out stays open
     * @param showNames whether lines begin with the name of their input
     * @param showNumbers whether lines then have their number
     */
    LineWriter(OutputStream out, boolean showNames, boolean showNumbers, boolean colors, boolean flushEachLine) {
        this.out = out;
        this.showNames = showNames;
        this.showNumbers = showNumbers;
        this.colors = colors;
        this.flushEachLine = flushEachLine;
    }

    /** Has another line between groups; null: none. */
    LineWriter groupSeparatorIs(@Nullable String text) {
        groupSeparator = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Has a zero byte after names, instead of what else would follow them. */
    void nullAfterNames() {
        nullAfterNames = true;
    }

    boolean hasColors() {
        return colors;
    }

    void name(String newName) {
        name = newName.getBytes(StandardCharsets.UTF_8);
    }

    /** Begins a line of the current input. */
    void prefix(long number, char separator) {
        if (showNames) {
            appendName(separator);
        }
        if (showNumbers) {
            color(NUMBER);
            buffer.putDecimal(number);
            uncolor();
            appendSeparator(separator);
        }
    }

    /** Begins a line that has at most the input's name before it. */
    void namePrefix() {
        if (showNames) {
            appendName(':');
        }
    }

    private void appendName(char separator) {
        appendName();
        if (nullAfterNames) {
            buffer.put('\0');
        } else {
            appendSeparator(separator);
        }
    }

    private void appendName() {
        color(NAME);
        buffer.put(name);
        uncolor();
    }

    /** Writes the input's name alone. */
    void nameLine() throws IOException {
        appendName();
        buffer.put(nullAfterNames ? '\0' : '\n');
        lineEnded();
    }

    private void appendSeparator(char separator) {
        color(SEPARATOR);
        buffer.put(separator);
        uncolor();
    }

    /** The line that stands for lines left out. */
    void gap() throws IOException {
        if (groupSeparator != null) {
            color(SEPARATOR);
            buffer.put(groupSeparator);
            uncolor();
            endLine();
        }
    }

    void beginMatch() {
        color(MATCH);
    }

    void endMatch() {
        uncolor();
    }

    private void color(byte[] code) {
        if (colors) {
            buffer.put(code);
        }
    }

    private void uncolor() {
        color(PLAIN);
    }

    /** Where the line's text goes. */
    ByteArrayBuilder buffer() {
        return buffer;
    }

    /** Appends text; what is large goes to the stream without being copied. */
    void put(ByteArrayBuilder text) throws IOException {
        if (text.length() > WRITE_BYTES) {
            drain();
            out.write(text.array(), 0, text.length());
        } else {
            buffer.put(text.array(), 0, text.length());
        }
    }

    void endLine() throws IOException {
        buffer.put('\n');
        lineEnded();
    }

    /** To be called when the line end was appended already. */
    void lineEnded() throws IOException {
        if (flushEachLine) {
            flush();
        } else if (buffer.length() >= WRITE_BYTES) {
            drain();
        }
    }

    private void drain() throws IOException {
        if (buffer.length() > 0) {
            out.write(buffer.array(), 0, buffer.length());
            buffer.clear();
        }
    }

    void flush() throws IOException {
        drain();
        out.flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
