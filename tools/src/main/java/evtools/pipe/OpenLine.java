package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import java.util.Arrays;

/** A part of a long line that was written and waits for the next one ({@code docs/FORMAT.md} 2.8). Not thread-safe. */
final class OpenLine {
    private static final long NO_PART = -1;

    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder source = new ByteArrayBuilder(256);
    private final ByteArrayBuilder nextSource = new ByteArrayBuilder(256);
    private long awaitedPart = NO_PART;

    /** Remembers the part that was written last; awaits none if it doesn't say that more follows. */
    void open(EventView event) {
        awaitedPart = NO_PART;
        if (saysMoreFollows(event)) {
            awaitedPart = part() + 1;
            sourceOf(event, source);
        }
    }

    /** Whether an event says of itself that more parts follow. */
    boolean saysMoreFollows(EventView event) {
        return cursor.beside(event).next(OwnKeys.part())
                && cursor.valueLength() > 0
                && cursor.buffer()[cursor.valueOffset() + cursor.valueLength() - 1] == '+';
    }

    /** Whether an event is the next part of the line that was opened. */
    boolean isContinuedBy(EventView event) {
        if (awaitedPart == NO_PART || !cursor.beside(event).next(OwnKeys.part()) || part() != awaitedPart) {
            return false;
        }
        sourceOf(event, nextSource);
        return Arrays.equals(source.array(), 0, source.length(), nextSource.array(), 0, nextSource.length());
    }

    /** The number in the current token; it is the whole value but for the plus sign. */
    private long part() {
        long number = 0;
        int end = cursor.valueOffset() + cursor.valueLength();
        for (int i = cursor.valueOffset(); i < end; i++) {
            int digit = cursor.buffer()[i] - '0';
            if (digit >= 0 && digit <= 9) {
                number = number * 10 + digit;
            }
        }
        return number;
    }

    private void sourceOf(EventView event, ByteArrayBuilder to) {
        to.clear();
        if (cursor.beside(event).next(OwnKeys.source())) {
            cursor.appendWholeValue(OwnKeys.source(), to);
        }
    }
}
