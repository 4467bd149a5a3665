package evtools.archive;

import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Sorted segments, asked in ascending order whether they hold an event. Not thread-safe. */
final class EarlierEvents implements AutoCloseable {
    private final List<Cursor> cursors = new ArrayList<>();

    /** Adds a segment's bytes, which are closed with this. */
    void add(String key, InputStream segment) throws IOException {
        Cursor cursor = new Cursor(key, segment);
        cursors.add(cursor);
        cursor.advance();
    }

    /** Whether any segment holds this event; events must be asked for in order. */
    boolean contains(byte[] buffer, int offset, int length) throws IOException {
        boolean found = false;
        for (Cursor cursor : cursors) {
            found |= cursor.contains(buffer, offset, length);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        for (Cursor cursor : cursors) {
            cursor.close();
        }
    }

    private static final class Cursor implements AutoCloseable {
        private final InputStream stream;
        private final EventReader events;
        private final EventView event = new EventView();
        private boolean more;

        Cursor(String key, InputStream stream) {
            this.stream = stream;
            this.events = new EventReader(new FrameReader(stream, SegmentCheck.refuseDamage(key)));
        }

        void advance() throws IOException {
            more = events.next(event);
        }

        boolean contains(byte[] buffer, int offset, int length) throws IOException {
            while (more) {
                int order = EventOrder.compare(event.buffer(), event.offset(), event.length(), buffer, offset, length);
                if (order >= 0) {
                    return order == 0;
                }
                advance();
            }
            return false;
        }

        @Override
        public void close() throws IOException {
            events.close();
            stream.close();
        }
    }
}
