package evtools.evgrep;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import org.jspecify.annotations.Nullable;

/**
 * Joins the lines of one input whose parts lie in several frames, and counts all its lines. Gets the units in their
 * order. Not thread-safe.
 */
final class LineJoiner {
    /** Takes lines that were joined. */
    interface Joined {
        void line(LogLine line) throws java.io.IOException;
    }

    private final EventView event = new EventView();
    private final LinePart part = new LinePart();
    private final LogLine line = new LogLine();
    private final ByteArrayBuilder open = new ByteArrayBuilder(0);
    private final ByteArrayBuilder openSource = new ByteArrayBuilder(0);
    private @Nullable FrameHeader openFrame;
    private long openNumber;
    private long nextPart;
    private long nextNumber = 1;
    private long firstNumber = 1;

    /** Whether a line was begun whose last part is still to come. */
    boolean isInsideLine() {
        return openFrame != null;
    }

    /** Gives the lines that end with this unit's first parts, or before it. */
    void before(Unit unit, Joined joined) throws java.io.IOException {
        int at = 0;
        while (at < unit.head.length()) {
            at = next(unit.head.array(), at);
            boolean isPart = part.read(event);
            if (openFrame != null && (!isPart || !part.continues(nextPart, openSource))) {
                end(joined);
            }
            if (openFrame == null) {
                begin(unit.header, nextNumber++);
            }
            append();
            if (part.isLast() || open.length() > LineScanner.MAX_LINE_BYTES) {
                end(joined);
            }
        }
        if (openFrame != null && (unit.wholeLines > 0 || unit.tail.length() > 0)) {
            end(joined);
        }
        firstNumber = nextNumber;
        nextNumber += unit.wholeLines;
        if (unit.tail.length() > 0) {
            begin(unit.header, nextNumber++);
            for (at = 0; at < unit.tail.length(); ) {
                at = next(unit.tail.array(), at);
                part.read(event);
                append();
            }
        }
    }

    /** The number of the first whole line of the unit that {@link #before} was called for. */
    long firstNumber() {
        return firstNumber;
    }

    /** Gives the line that was begun and never ended. */
    void atEnd(Joined joined) throws java.io.IOException {
        if (openFrame != null) {
            end(joined);
        }
    }

    private int next(byte[] events, int at) {
        int length = BigEndian.getUnsignedShort(events, at);
        event.tryWrap(events, at + EventFormat.LENGTH_BYTES, length);
        return at + EventFormat.LENGTH_BYTES + length;
    }

    private void begin(FrameHeader frame, long number) {
        openFrame = frame;
        openNumber = number;
        open.clear();
    }

    private void append() {
        open.putShort(event.length()).put(event.buffer(), event.offset(), event.length());
        part.keepSource(openSource);
        nextPart = part.number() + 1;
    }

    private void end(Joined joined) throws java.io.IOException {
        FrameHeader frame = openFrame;
        if (frame != null) {
            openFrame = null;
            line.look(open.array(), 0, open.length());
            joined.line(line.at(openNumber, frame));
        }
    }
}
