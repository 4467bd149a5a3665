package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader.NextFrame;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A sorted stream of frames as a run. Order is checked: between frames by their bounds, inside decoded frames event by
 * event. Frames of other kinds are skipped, damaged ones reported to the reader's listener and skipped.
 */
final class StreamRun extends Run {
    private final String name;
    private final FrameReader reader;
    private final NextFrame nextFrame;
    private final Closeable stream;
    private final @Nullable FrameIds ids;
    private int next;
    private int end;
    private int eventsLeft;
    private boolean anyFrame;
    private long previousMaxPoint;

    /**
     * Takes the stream over.
     *
     * @param nextFrame moves {@code reader} on
     * @param stream closed with the run; closes the reader too
     * @param ids where copies of frames are looked up; null: copies are kept
     */
    StreamRun(String name, FrameReader reader, NextFrame nextFrame, Closeable stream, @Nullable FrameIds ids) {
        this.name = name;
        this.reader = reader;
        this.nextFrame = nextFrame;
        this.stream = stream;
        this.ids = ids;
    }

    @Override
    void load() throws IOException {
        while (nextFrame.next()) {
            FrameHeader header = reader.header();
            String unreadable = header.unreadable();
            if (unreadable != null) {
                reader.reportDamage(unreadable);
            } else if (header.kind() == FrameKind.EVENTS
                    && header.events() != 0
                    && (ids == null || !ids.isCopy(header, reader.frameBuffer(), reader.frameOffset()))) {
                frameAhead(header);
                return;
            }
        }
        state = END;
    }

    private void frameAhead(FrameHeader header) throws IOException {
        if (anyFrame && Long.compareUnsigned(header.minPoint(), previousMaxPoint) < 0) {
            throw outOfOrder(reader.streamOffset());
        }
        anyFrame = true;
        previousMaxPoint = header.maxPoint();
        state = FRAME;
        buffer = reader.frameBuffer();
        offset = reader.frameOffset();
        length = reader.frameLength();
        point = header.minPoint();
        maxPoint = header.maxPoint();
    }

    @Override
    @Nullable
    FrameHeader passable() {
        FrameHeader header = reader.header();
        return header.sorted() && !header.late() ? header : null;
    }

    @Override
    void decode() throws IOException {
        try {
            buffer = reader.payload();
        } catch (FormatException e) {
            reader.reportDamage(String.valueOf(e.getMessage()));
            load();
            return;
        }
        next = reader.payloadOffset();
        end = next + reader.header().wholeLength();
        eventsLeft = reader.header().events();
        long min = point;
        length = 0;
        if (!step()) {
            load();
        } else if (point != min) {
            if (Long.compareUnsigned(point, min) < 0 || !reader.header().sorted()) {
                throw outOfOrder(placeOf(offset));
            }
            reader.reportDamage("events frame whose first event is not at its least point");
            load();
        }
    }

    @Override
    boolean step() throws IOException {
        if (next == end) {
            if (eventsLeft != 0) {
                reader.reportDamage("events frame with a wrong event count (expected "
                        + reader.header().events() + ", found "
                        + (reader.header().events() - eventsLeft) + ")");
            }
            return false;
        }
        int eventLength = end - next < EventFormat.LENGTH_BYTES ? 0 : BigEndian.getUnsignedShort(buffer, next);
        int at = next + EventFormat.LENGTH_BYTES;
        if (eventLength < EventFormat.MIN_EVENT_BYTES || eventLength > end - at) {
            reader.reportDamage("events frame that ends inside an event");
            next = end;
            eventsLeft = 0;
            return false;
        }
        long eventPoint = BigEndian.getLong(buffer, at + EventFormat.POINT_OFFSET);
        if (state == EVENT && !inOrder(eventPoint, at, eventLength)) {
            throw outOfOrder(placeOf(at));
        }
        state = EVENT;
        point = eventPoint;
        offset = at;
        length = eventLength;
        next = at + eventLength;
        eventsLeft--;
        return true;
    }

    private boolean inOrder(long eventPoint, int at, int eventLength) {
        int order = Long.compareUnsigned(eventPoint, point);
        return order > 0
                || (order == 0 && EventOrder.compareAtSamePoint(buffer, offset, length, buffer, at, eventLength) <= 0);
    }

    /** Where in the stream the event at {@code at} is; of a frame that had to be decoded, where the frame is. */
    private long placeOf(int at) {
        return reader.header().readableInPlace()
                ? reader.streamOffset() + at - reader.frameOffset() - EventFormat.LENGTH_BYTES
                : reader.streamOffset();
    }

    @Override
    IOException headOutOfOrder() {
        return outOfOrder(placeOf(offset));
    }

    private UnsortedInputException outOfOrder(long place) {
        return new UnsortedInputException(name, "not sorted, at byte " + place);
    }

    @Override
    public void close() throws IOException {
        state = END;
        stream.close();
    }
}
