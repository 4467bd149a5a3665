package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import evtools.format.frame.FrameHeader;
import evtools.format.stream.EventReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gives the events of one input line by line: parts of a long line that follow one another are joined. A line that
 * would need more than {@link #MAX_LINE_BYTES} is given in several pieces. Not thread-safe.
 */
final class LineAssembler {
    private static final int MAX_LINE_BYTES = 64 << 20;
    private static final ByteSearch PART_KEY = ByteSearch.of(OwnKeys.part());
    /** A part that isn't the last of its line is of {@link EventFormat#MAX_PART_BYTES}, but for what its head takes. */
    private static final int MIN_PART_EVENT_BYTES = EventFormat.MAX_PART_BYTES / 2;

    private final EventReader events;
    private final EventView event = new EventView();
    private final LogLine line = new LogLine();
    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder source = new ByteArrayBuilder(256);
    private final ByteArrayBuilder openSource = new ByteArrayBuilder(256);
    private long number;
    private long frameOffset = -1;
    private FrameHeader frame = new FrameHeader();
    private boolean pending;

    /** A long line was begun and its last part not seen yet. */
    private boolean open;

    private long nextPart;
    private long part;
    private boolean lastPart;

    LineAssembler(EventReader events) {
        this.events = events;
    }

    /** Whether a line was begun whose last part is still to come. */
    boolean isInsideLine() {
        return open;
    }

    /**
     * Reads the next line.
     *
     * @return whether there is one
     */
    boolean next() throws IOException {
        while (pending || read()) {
            pending = false;
            boolean isPart = isPart();
            if (open) {
                if (isPart && continuesOpenLine()) {
                    line.copy(event);
                    nextPart++;
                    open = !lastPart;
                    if (!open || line.bytes() > MAX_LINE_BYTES) {
                        open = false;
                        return true;
                    }
                    continue;
                }
                open = false;
                pending = true;
                return true;
            }
            number++;
            if (!isPart || lastPart) {
                line.look(event, number, frame);
                return true;
            }
            line.beginCopies(number, frame);
            line.copy(event);
            open = true;
            nextPart = part + 1;
            openSource.clear();
            openSource.put(source.array(), 0, source.length());
        }
        boolean left = open;
        open = false;
        return left;
    }

    /** The line that {@link #next} read; valid until it is called again. */
    LogLine line() {
        return line;
    }

    private boolean read() throws IOException {
        if (!events.next(event)) {
            return false;
        }
        long offset = events.frames().streamOffset();
        if (offset != frameOffset) {
            frameOffset = offset;
            frame = new FrameHeader().copyFrom(events.frames().header());
        }
        return true;
    }

    /** Whether the event is part of a long line; if so, which, whether it is the last, and its source are noted. */
    private boolean isPart() {
        if (!open && event.length() < MIN_PART_EVENT_BYTES) {
            return false;
        }
        int tokens = event.tokensOffset();
        int end = tokens + event.tokensLength();
        if (PART_KEY.find(event.buffer(), tokens, end) < 0) {
            return false;
        }
        if (!cursor.beside(event).next(OwnKeys.part())) {
            return false;
        }
        part = 0;
        lastPart = true;
        int at = cursor.valueOffset();
        for (int i = at; i < at + cursor.valueLength(); i++) {
            byte c = cursor.buffer()[i];
            if (c == '+') {
                lastPart = false;
            } else {
                part = part * 10 + (c - '0');
            }
        }
        source.clear();
        if (cursor.next(OwnKeys.source())) {
            cursor.appendWholeValue(OwnKeys.source(), source);
        }
        return true;
    }

    private boolean continuesOpenLine() {
        return part == nextPart
                && Arrays.equals(source.array(), 0, source.length(), openSource.array(), 0, openSource.length());
    }
}
