package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import java.util.Arrays;

/** A part of a long line that was written and waits for the next one ({@code docs/FORMAT.md} 2.8). Not thread-safe. */
final class OpenLine {
    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder source = new ByteArrayBuilder(256);
    private final ByteArrayBuilder nextSource = new ByteArrayBuilder(256);

    /** Remembers whose part was written last. */
    void open(EventView event) {
        sourceOf(event, source);
    }

    /** Whether an event says of itself that more parts follow. */
    boolean saysMoreFollows(EventView event) {
        return cursor.beside(event).next(OwnKeys.part())
                && cursor.valueLength() > 0
                && cursor.buffer()[cursor.valueOffset() + cursor.valueLength() - 1] == '+';
    }

    /** Whether an event goes on with the line that was opened. */
    boolean isContinuedBy(EventView event) {
        if (!cursor.beside(event).next(OwnKeys.part())
                || cursor.valueLength() == 0
                || cursor.buffer()[cursor.valueOffset()] == '0') {
            return false;
        }
        sourceOf(event, nextSource);
        return Arrays.equals(source.array(), 0, source.length(), nextSource.array(), 0, nextSource.length());
    }

    private void sourceOf(EventView event, ByteArrayBuilder to) {
        to.clear();
        if (cursor.beside(event).next(OwnKeys.source())) {
            cursor.appendWholeValue(OwnKeys.source(), to);
        }
    }
}
