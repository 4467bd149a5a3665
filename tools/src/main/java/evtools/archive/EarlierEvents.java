package evtools.archive;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
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
    void add(String key, InputStream segment) {
        cursors.add(new Cursor(key, segment));
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
        private final FrameReader frames;
        private final EventView event = new EventView();
        private boolean started;
        private boolean more;
        private long wantedPoint;

        Cursor(String key, InputStream stream) {
            this.stream = stream;
            this.frames = new FrameReader(stream, SegmentCheck.refuseDamage(key));
            this.events = new EventReader(frames, this::nextFrame, reader -> {});
        }

        /** Blocks that end before what is asked for are not opened: what comes late is mostly little. */
        private boolean nextFrame() throws IOException {
            while (frames.next()) {
                FrameHeader header = frames.header();
                if (header.kind() != FrameKind.EVENTS || Long.compareUnsigned(header.maxPoint(), wantedPoint) >= 0) {
                    return true;
                }
            }
            return false;
        }

        void advance() throws IOException {
            more = events.next(event);
        }

        boolean contains(byte[] buffer, int offset, int length) throws IOException {
            wantedPoint = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
            if (!started) {
                started = true;
                advance();
            }
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
