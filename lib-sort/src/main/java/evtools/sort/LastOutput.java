package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a merge gave out last, to compare the next event with. It is remembered by reference, and copied only when its
 * run is about to reuse the buffer. Of a frame that was passed on whole, the last event is looked up only when asked
 * for. Not thread-safe.
 */
final class LastOutput implements AutoCloseable {
    private static final int NOTHING = -1;
    private static final int KEPT = -2;

    private final FrameCodecs codecs = new FrameCodecs();
    private int run = NOTHING;
    private @Nullable Run passer;
    private byte[] buffer = new byte[0];
    private int offset;
    private int length;
    private long point;
    private @Nullable SharedTail @Nullable [] tails;
    private @Nullable SharedTail keptTail;
    private byte[] kept = new byte[512];

    boolean exists() {
        return run != NOTHING;
    }

    void clear() {
        run = NOTHING;
    }

    /** The point of the last event. */
    long point() {
        return point;
    }

    /** The event at the head of run {@code index} was given out. */
    void set(int index, Run source) {
        run = index;
        passer = null;
        buffer = source.buffer;
        offset = source.offset;
        length = source.length;
        tails = source.tails;
        point = source.point;
    }

    /**
     * A run passed frames on. Nothing of any other run has the point of their last event: it was ahead of them.
     */
    void setFrame(Run source) {
        run = KEPT;
        passer = source;
        point = source.passedMaxPoint;
    }

    /** The buffer of run {@code index} is about to change. */
    void beforeReuse(int index) {
        if (run == index) {
            keep();
        }
    }

    /** Makes a copy, if there isn't one. */
    void keep() {
        if (run == NOTHING || run == KEPT) {
            return;
        }
        keptTail = tail();
        tails = null;
        if (kept.length < length) {
            kept = new byte[Math.max(length, kept.length * 2)];
        }
        System.arraycopy(buffer, offset, kept, 0, length);
        buffer = kept;
        offset = 0;
        run = KEPT;
    }

    private @Nullable SharedTail tail() {
        if (run == KEPT) {
            return keptTail;
        }
        @Nullable SharedTail[] known = tails;
        return known == null ? null : known[buffer[offset] & 0xFF];
    }

    /**
     * Compares the last event with one at the same point.
     *
     * @param otherTail what that ends in; null: it is whole
     */
    int compareTo(byte[] other, int otherOffset, int otherLength, @Nullable SharedTail otherTail) throws IOException {
        Run from = passer;
        if (from != null) {
            byte[] frame = from.passedFrame();
            if (frame == null) {
                return 1;
            }
            findLastEvent(frame);
            passer = null;
        }
        return Rows.compareAtSamePoint(buffer, offset, length, tail(), other, otherOffset, otherLength, otherTail);
    }

    private void findLastEvent(byte[] frame) throws FormatException {
        FrameHeader header = new FrameHeader();
        String problem = header.read(frame, 0);
        if (problem != null) {
            throw new FormatException(problem);
        }
        byte[] payload = frame;
        int next = FrameLimits.HEADER_BYTES;
        if (!header.readableInPlace()) {
            payload = new byte[header.wholeLength()];
            codecs.decode(header, frame, next, payload);
            next = 0;
        }
        int end = next + header.wholeLength();
        int last = next;
        while (end - next >= EventFormat.LENGTH_BYTES) {
            last = next;
            next += EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(payload, next);
        }
        if (next != end) {
            throw new FormatException("events frame that ends inside an event");
        }
        buffer = payload;
        offset = last + EventFormat.LENGTH_BYTES;
        length = end - offset;
        tails = null;
        keptTail = null;
    }

    @Override
    public void close() {
        codecs.close();
    }
}
