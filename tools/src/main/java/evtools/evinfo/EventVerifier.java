package evtools.evinfo;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import java.util.function.Consumer;

/**
 * Checks what frame checksums can't: each event's crc and form, and that a frame's events are in the order, within the
 * bounds and in the bucket that its header claims. Not thread-safe.
 */
final class EventVerifier {
    private final Messages messages = new Messages();
    private final Consumer<String> problems;
    private final TailTable tails;
    private final byte[] copy = new byte[EventFormat.MAX_EVENT_BYTES];

    /** Holds the event before, which may still lie in its frame. */
    private byte[] previous = copy;

    private int previousOffset;
    private int previousLength = -1;
    private long frameOffset = -1;

    /**
     * Makes one.
     *
     * @param tails that events may share
     */
    EventVerifier(TailTable tails, Consumer<String> problems) {
        this.tails = tails;
        this.problems = problems;
    }

    /**
     * Checks an event.
     *
     * @param liesInFrame whether its bytes stay until the next frame
     */
    void check(EventView event, FrameReader frame, boolean liesInFrame) {
        if (frame.streamOffset() != frameOffset) {
            frameOffset = frame.streamOffset();
            previousLength = -1;
        }
        FrameHeader header = frame.header();
        if (!frame.crcsMade() && !messages.crcMatches(event)) {
            report("event whose crc is not that of its message");
        }
        if (messages.form(event) == null) {
            report("event with an invalid form");
        }
        long point = event.point();
        if (Long.compareUnsigned(point, header.minPoint()) < 0 || Long.compareUnsigned(point, header.maxPoint()) > 0) {
            report("event outside the bounds that its frame's header gives");
        }
        if (header.sorted()) {
            checkOrder(event, liesInFrame);
        }
    }

    /** Checks the header of a frame without events. */
    void checkEmpty(FrameReader frame) {
        frameOffset = frame.streamOffset();
        if (frame.header().minPoint() != 0 || frame.header().maxPoint() != 0) {
            report("bounds of a frame that has no events (expected 0)");
        }
    }

    private void checkOrder(EventView event, boolean liesInFrame) {
        if (previousLength >= 0 && isBefore(event)) {
            report("events out of order in a frame flagged as sorted");
        }
        previousLength = event.length();
        if (liesInFrame) {
            previous = event.buffer();
            previousOffset = event.offset();
        } else {
            System.arraycopy(event.buffer(), event.offset(), copy, 0, previousLength);
            previous = copy;
            previousOffset = 0;
        }
    }

    /** Whether an event should stand before the previous one. */
    private boolean isBefore(EventView event) {
        int order = Long.compareUnsigned(
                BigEndian.getLong(previous, previousOffset + EventFormat.POINT_OFFSET), event.point());
        return order > 0
                || (order == 0
                        && tails.compareAtSamePoint(
                                        previous,
                                        previousOffset,
                                        previousLength,
                                        event.buffer(),
                                        event.offset(),
                                        event.length())
                                > 0);
    }

    private void report(String what) {
        problems.accept(what + ", in the frame at byte " + frameOffset);
    }
}
