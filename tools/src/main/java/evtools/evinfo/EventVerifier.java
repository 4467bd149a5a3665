package evtools.evinfo;

import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
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
    private final byte[] previous = new byte[EventFormat.MAX_EVENT_BYTES];
    private int previousLength = -1;
    private long frameOffset = -1;

    EventVerifier(Consumer<String> problems) {
        this.problems = problems;
    }

    void check(EventView event, FrameReader frame) {
        if (frame.streamOffset() != frameOffset) {
            frameOffset = frame.streamOffset();
            previousLength = -1;
        }
        FrameHeader header = frame.header();
        if (!messages.crcMatches(event)) {
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
            checkOrder(event);
        }
    }

    /** Checks the header of a frame without events. */
    void checkEmpty(FrameReader frame) {
        frameOffset = frame.streamOffset();
        if (frame.header().minPoint() != 0 || frame.header().maxPoint() != 0) {
            report("bounds of a frame that has no events (expected 0)");
        }
    }

    private void checkOrder(EventView event) {
        if (previousLength >= 0
                && EventOrder.compare(previous, 0, previousLength, event.buffer(), event.offset(), event.length())
                        > 0) {
            report("events out of order in a frame flagged as sorted");
        }
        System.arraycopy(event.buffer(), event.offset(), previous, 0, event.length());
        previousLength = event.length();
    }

    private void report(String what) {
        problems.accept(what + ", in the frame at byte " + frameOffset);
    }
}
