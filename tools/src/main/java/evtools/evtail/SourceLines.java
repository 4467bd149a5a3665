package evtools.evtail;

import evtools.format.event.EventFormat;
import java.io.IOException;

/**
 * Cuts the bytes of one source and generation into lines and hands them on. Where the bytes are cut when they come in
 * makes no difference. Not thread-safe.
 *
 * <pre>
 *   buffer   [ … done … | unfinished line | free ]
 *                       start             end
 * </pre>
 */
final class SourceLines {
    /** How much of a source is looked at before its first event is made. */
    static final int LOOK_AHEAD_BYTES = 64 << 10;

    private static final int MAX_BUFFER_BYTES = 256 << 10;
    private static final int MIN_BUFFER_BYTES = 16 << 10;
    private static final int MAX_PART_BYTES = EventFormat.MAX_PART_BYTES;

    /** With so many bytes and no line feed a line is longer than a part, whatever follows: CR LF may be its end. */
    private static final int SURELY_LONG_BYTES = MAX_PART_BYTES + 2;

    private final LineTarget target;
    private byte[] buffer = new byte[MIN_BUFFER_BYTES];
    private int start;
    private int end;

    /** Before this no line feed stands after {@link #start}. */
    private int scanned;

    private long startOffset;

    /** Where the unfinished line begins, and how many parts of it were given out. */
    private long lineOffset;

    private int parts;
    private boolean lookedAhead;

    /**
     * @param offset where in the file the first byte stands: at the beginning of a line
     * @param known whether the source is known from a position, so that there is no looking ahead
     */
    SourceLines(LineTarget target, long offset, boolean known) {
        this.target = target;
        this.startOffset = offset;
        this.lineOffset = offset;
        this.lookedAhead = known;
    }

    /** Where the next bytes go, from {@link #free} on; then {@link #received} is called. */
    byte[] buffer() {
        if (end == buffer.length) {
            int length = end - start;
            byte[] from = buffer;
            if (length > buffer.length / 2 || buffer.length < MAX_BUFFER_BYTES) {
                buffer = new byte[Math.min(MAX_BUFFER_BYTES, buffer.length * 4)];
            }
            System.arraycopy(from, start, buffer, 0, length);
            scanned = Math.max(0, scanned - start);
            start = 0;
            end = length;
        }
        return buffer;
    }

    int free() {
        return end;
    }

    /** Takes {@code count} bytes that were put into the buffer; hands on all lines that are whole now. */
    void received(int count) throws IOException {
        end += count;
        if (lookedAhead || end - start >= LOOK_AHEAD_BYTES) {
            handOn();
        }
    }

    /** No more bytes for now: what was waiting for more to look ahead at is handed on. */
    void pause() throws IOException {
        if (!lookedAhead && LineFeeds.next(buffer, start, end) < 0) {
            return;
        }
        handOn();
        if (start == end && buffer.length > MIN_BUFFER_BYTES) {
            buffer = new byte[MIN_BUFFER_BYTES];
            start = 0;
            end = 0;
            scanned = 0;
        }
    }

    /** There will be no more bytes: a last line without a line feed is handed on too. */
    void finish() throws IOException {
        handOn();
        if (end > start) {
            remaining(end, LineEnd.NONE);
            parts = 0;
            lineOffset = startOffset;
        }
    }

    /** Where in the file the first line begins that wasn't handed on whole. */
    long lineOffset() {
        return lineOffset;
    }

    /** How many bytes of that line were received. */
    long unfinishedBytes() {
        return startOffset + (end - start) - lineOffset;
    }

    /** Whether parts of that line were given out already. */
    boolean insideLongLine() {
        return parts > 0;
    }

    /** Whether bytes are held back until there is more to look ahead at. */
    boolean waitsToLookAhead() {
        return !lookedAhead && end > start;
    }

    private void handOn() throws IOException {
        if (end == start) {
            return;
        }
        if (!lookedAhead) {
            lookedAhead = true;
            target.lookAhead(buffer, start, end);
        }
        EventMaker maker = target.maker();
        byte[] bytes = buffer;
        int from = start;
        int feed = LineFeeds.next(bytes, Math.max(scanned, start), end);
        while (feed >= 0) {
            boolean carriageReturn = feed > from && bytes[feed - 1] == '\r';
            int lineEnd = carriageReturn ? feed - 1 : feed;
            LineEnd ending = carriageReturn ? LineEnd.CRLF : LineEnd.LF;
            if (parts == 0 && lineEnd - from <= MAX_PART_BYTES) {
                maker.line(bytes, from, lineEnd, ending);
            } else {
                moveTo(from);
                remaining(lineEnd, ending);
                parts = 0;
            }
            from = feed + 1;
            feed = LineFeeds.next(bytes, from, end);
        }
        moveTo(from);
        if (parts == 0) {
            lineOffset = startOffset;
        }
        scanned = end;
        while (end - start >= SURELY_LONG_BYTES) {
            part(start + MAX_PART_BYTES, false, LineEnd.NONE);
        }
    }

    /** Hands on what is left of a line that ends at {@code lineEnd}. */
    private void remaining(int lineEnd, LineEnd ending) throws IOException {
        if (parts == 0 && lineEnd - start <= MAX_PART_BYTES) {
            target.maker().line(buffer, start, lineEnd, ending);
            moveTo(lineEnd);
            return;
        }
        while (lineEnd - start > MAX_PART_BYTES) {
            part(start + MAX_PART_BYTES, false, LineEnd.NONE);
        }
        part(lineEnd, true, ending);
    }

    private void part(int partEnd, boolean last, LineEnd ending) throws IOException {
        if (parts == 0) {
            lineOffset = startOffset;
            target.longLineBegins();
            target.maker().firstPart(buffer, start, partEnd);
        } else {
            target.maker().laterPart(buffer, start, partEnd, parts, last, ending);
        }
        parts++;
        moveTo(partEnd);
    }

    private void moveTo(int index) {
        startOffset += index - start;
        start = index;
    }
}
