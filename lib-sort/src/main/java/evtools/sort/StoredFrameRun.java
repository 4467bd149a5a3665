package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One frame of a {@link FrameMerge} as a run. Fetched when it is loaded; sorted, where it isn't, when decoded. */
final class StoredFrameRun extends Run {
    private final FrameMerge heap;
    private final FrameMerge.StoredFrame frame;
    private final FrameHeader header = new FrameHeader();
    private boolean loaded;
    private @Nullable IndexRun events;

    StoredFrameRun(FrameMerge heap, FrameMerge.StoredFrame frame) {
        this.heap = heap;
        this.frame = frame;
        point = frame.minPoint;
        maxPoint = frame.maxPoint;
    }

    @Override
    void load() throws IOException {
        if (loaded) {
            end();
            return;
        }
        loaded = true;
        buffer = heap.bytes(frame);
        offset = 0;
        length = buffer.length;
        String problem = header.read(buffer, 0);
        if (problem != null) {
            throw new FormatException(problem);
        }
        state = FRAME;
    }

    @Override
    @Nullable
    FrameHeader passable() {
        return header.sorted() && !header.late() ? header : null;
    }

    @Override
    void decode() throws IOException {
        byte[] payload = buffer;
        int start = FrameLimits.HEADER_BYTES;
        if (!header.readableInPlace()) {
            payload = new byte[header.wholeLength()];
            try {
                heap.codecs().decode(header, buffer, start, payload);
            } catch (FormatException e) {
                heap.reportDamage(frame, String.valueOf(e.getMessage()));
                end();
                return;
            }
            start = 0;
        }
        EventIndex index = index(payload, start, start + header.wholeLength());
        index.sort(payload, heap.scratch());
        events = new IndexRun(payload, index);
        follow(events);
        if (state == EVENT && Long.compareUnsigned(point, frame.minPoint) < 0) {
            heap.reportDamage(frame, "events frame with an event before its least point");
            end();
        }
    }

    private EventIndex index(byte[] payload, int start, int end) {
        EventIndex index = new EventIndex();
        int next = start;
        while (next < end) {
            int eventLength = end - next < EventFormat.LENGTH_BYTES ? 0 : BigEndian.getUnsignedShort(payload, next);
            int after = next + EventFormat.LENGTH_BYTES + eventLength;
            if (eventLength < EventFormat.MIN_EVENT_BYTES || after > end) {
                heap.reportDamage(frame, "events frame that ends inside an event");
                break;
            }
            index.add(BigEndian.getLong(payload, next + EventFormat.LENGTH_BYTES + EventFormat.POINT_OFFSET), next);
            next = after;
        }
        if (index.count() != header.events()) {
            heap.reportDamage(
                    frame,
                    "events frame with a wrong event count (expected " + header.events() + ", found " + index.count()
                            + ")");
        }
        return index;
    }

    @Override
    boolean step() {
        IndexRun run = events;
        if (run == null || !run.step()) {
            return false;
        }
        follow(run);
        return true;
    }

    private void follow(IndexRun run) {
        state = run.state;
        buffer = run.buffer;
        offset = run.offset;
        length = run.length;
        point = run.point;
    }

    private void end() {
        state = END;
        events = null;
        buffer = new byte[0];
    }
}
