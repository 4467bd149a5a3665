package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameReader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A sorted frame that is held as it came, and a run of its events when their time has come. It is decoded only if others
 * overlap it. What turns out to be wrong with it then is reported at its place in the stream it came from, and events
 * that aren't in the order that it claimed are given out as late. Not thread-safe.
 */
final class HeldFrame extends Run implements RunMerge.Waiting {
    /** Takes events out of order. */
    interface Misplaced {
        void row(byte[] buffer, int offset, int length, @Nullable SharedTail tail) throws IOException;
    }

    private final FrameHeader header = new FrameHeader();
    private final byte[] frame;
    private final int frameLength;
    private final long minPoint;
    private final int events;
    private final long streamOffset;
    private final DamageListener damage;
    private final FrameCodecs codecs;
    private final TailPool pool;
    private final Misplaced misplaced;
    private @Nullable TailTable table;
    private int next;
    private int end;
    private int eventsLeft;
    /** Bytes that the rows to come must have, with their lengths and tails. */
    private int wholeLeft;

    /**
     * Takes a copy of the reader's current frame.
     *
     * @param array gets it; its first {@code frameLength} bytes at most are used
     */
    HeldFrame(
            FrameReader reader,
            byte[] array,
            DamageListener damage,
            FrameCodecs codecs,
            TailPool pool,
            Misplaced misplaced) {
        this.pool = pool;
        frame = array;
        frameLength = reader.frameLength();
        System.arraycopy(reader.frameBuffer(), reader.frameOffset(), frame, 0, frameLength);
        minPoint = reader.header().minPoint();
        maxPoint = reader.header().maxPoint();
        events = reader.header().events();
        streamOffset = reader.streamOffset();
        this.damage = damage;
        this.codecs = codecs;
        this.misplaced = misplaced;
    }

    @Override
    public long minPoint() {
        return minPoint;
    }

    int events() {
        return events;
    }

    /** The array that holds the frame, to be used again when this run has ended. */
    byte[] array() {
        return frame;
    }

    @Override
    public Run open() throws IOException {
        String problem = header.read(frame, 0);
        if (problem != null) {
            throw new FormatException(problem);
        }
        state = FRAME;
        buffer = frame;
        offset = 0;
        length = frameLength;
        point = minPoint;
        return this;
    }

    @Override
    void load() {
        state = END;
    }

    @Override
    @Nullable
    FrameHeader passable() {
        return header.sorted() && !header.late() ? header : null;
    }

    @Override
    void decode() throws IOException {
        RowTails frameTails = new RowTails(pool);
        try {
            next = 0;
            int rowsLength = header.rawLength();
            if (header.codec() == FrameCodec.NONE) {
                next = FrameLimits.HEADER_BYTES;
            } else {
                buffer = new byte[rowsLength];
                codecs.decompress(
                        header.codec(), frame, FrameLimits.HEADER_BYTES, header.storedLength(), buffer, rowsLength);
            }
            TailTable frameTable = frameTails.table();
            if (header.sharesTails()) {
                rowsLength = frameTable.read(buffer, next, rowsLength);
            }
            table = frameTable;
            end = next + rowsLength;
        } catch (FormatException e) {
            report(String.valueOf(e.getMessage()));
            state = END;
            return;
        }
        frameTails.begin();
        tails = frameTails.byVersion();
        eventsLeft = events;
        wholeLeft = header.wholeLength();
        // What the bounds promised is what the others were compared with.
        point = minPoint;
        if (!step()) {
            load();
        }
    }

    private @Nullable SharedTail tailOf(int version) {
        @Nullable SharedTail[] known = tails;
        return known == null ? null : known[version];
    }

    private void report(String what) {
        damage.damaged(streamOffset, frameLength, what);
    }

    @Override
    boolean step() throws IOException {
        while (next < end) {
            int at = next + EventFormat.LENGTH_BYTES;
            int eventLength = at > end ? 0 : BigEndian.getUnsignedShort(buffer, next);
            if (eventLength < EventFormat.MIN_EVENT_BYTES || eventLength > end - at) {
                report("events frame that ends inside an event");
                next = end;
                return false;
            }
            next = at + eventLength;
            eventsLeft--;
            wholeLeft -= EventFormat.LENGTH_BYTES + eventLength;
            int version = buffer[at] & 0xFF;
            if (version != TailTable.WHOLE && !completes(at, version)) {
                report("unknown event version (expected 1, found " + version + ")");
                continue;
            }
            long eventPoint = BigEndian.getLong(buffer, at + EventFormat.POINT_OFFSET);
            if (Long.compareUnsigned(eventPoint, point) < 0) {
                report("events frame whose events aren't in the order that it states");
                misplaced.row(buffer, at, eventLength, tailOf(version));
                continue;
            }
            state = EVENT;
            point = eventPoint;
            offset = at;
            length = eventLength;
            return true;
        }
        if (eventsLeft != 0) {
            report("events frame with a wrong event count (expected " + events + ", found " + (events - eventsLeft)
                    + ")");
            eventsLeft = 0;
        } else if (wholeLeft != 0) {
            report("rows that aren't " + header.wholeLength() + " bytes when made whole");
            wholeLeft = 0;
        }
        return false;
    }

    /** Whether the row at {@code at}, the last one, can be made whole. */
    private boolean completes(int at, int version) {
        TailTable frameTable = table;
        if (frameTable == null || !frameTable.completes(buffer, at, next)) {
            return false;
        }
        wholeLeft -= frameTable.length(version);
        return true;
    }
}
