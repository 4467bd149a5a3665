package evtools.format.stream;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the events of a stream's events frames; hands other frames to an {@link OtherFrames} when their turn comes.
 * What can't be read is reported to the frame reader's damage listener and skipped. Not thread-safe.
 */
public final class EventReader implements AutoCloseable {
    private final FrameReader frames;
    private final NextFrame nextFrame;
    private final OtherFrames others;
    private final @Nullable TailTable tails;
    private byte[] whole = new byte[0];
    private byte[] payload = new byte[0];
    private int next;
    private int end;
    private int eventsLeft;

    /** Reads events and skips other frames. */
    public EventReader(FrameReader frames) {
        this(frames, reader -> {});
    }

    public EventReader(FrameReader frames, OtherFrames others) {
        this(frames, frames::next, others);
    }

    /** For a caller that has its own way to the next frame of {@code frames}. */
    public EventReader(FrameReader frames, NextFrame nextFrame, OtherFrames others) {
        this(frames, nextFrame, others, null);
    }

    /**
     * For a caller that can do with events whose tokens end in a tail of {@code tails} that isn't there, see {@link
     * EventView#tail}.
     *
     * @param tails gets the tails of the current frame; null: events are whole
     */
    public EventReader(FrameReader frames, NextFrame nextFrame, OtherFrames others, @Nullable TailTable tails) {
        this.frames = frames;
        this.nextFrame = nextFrame;
        this.others = others;
        this.tails = tails;
    }

    /** Moves a frame reader on. */
    @FunctionalInterface
    public interface NextFrame {
        /** Whether the reader now stands on another frame. */
        boolean next() throws IOException;
    }

    /** Receives the frames between events frames. */
    @FunctionalInterface
    public interface OtherFrames {
        /** The reader stands on a readable frame that is not of kind events. */
        void frame(FrameReader reader) throws IOException;
    }

    /**
     * Lets {@code event} look at the next event; it is valid until the next call.
     *
     * @return whether there is one
     */
    public boolean next(EventView event) throws IOException {
        while (true) {
            if (next == end) {
                if (!nextEventsFrame()) {
                    return false;
                }
                continue;
            }
            int length = end - next < EventFormat.LENGTH_BYTES ? -1 : BigEndian.getUnsignedShort(payload, next);
            int at = next + EventFormat.LENGTH_BYTES;
            if (length < 0 || length > end - at) {
                frames.reportDamage("events frame that ends inside an event");
                next = end;
                continue;
            }
            next = at + length;
            eventsLeft--;
            if (next == end && eventsLeft != 0) {
                frames.reportDamage("events frame with a wrong event count (expected "
                        + frames.header().events() + ", found "
                        + (frames.header().events() - eventsLeft) + ")");
            }
            if (tails == null ? event.tryWrap(payload, at, length) : tryWrap(event, at, length, tails)) {
                return true;
            }
            frames.reportDamage(String.valueOf(event.problem()));
        }
    }

    private boolean tryWrap(EventView event, int at, int length, TailTable table) {
        if (event.tryWrap(payload, at, length, table)) {
            return true;
        }
        int wholeLength = length == 0 ? 0 : length + table.length(payload[at] & 0xFF);
        if (wholeLength == length || wholeLength > EventFormat.MAX_EVENT_BYTES) {
            return false;
        }
        if (whole.length == 0) {
            whole = new byte[EventFormat.MAX_EVENT_BYTES];
        }
        return table.expandEvent(payload, at, length, whole, 0) > 0 && event.tryWrap(whole, 0, wholeLength);
    }

    /** Whether the current event lies in the rows of its frame; it doesn't if it had to be made whole for itself. */
    @SuppressWarnings("ReferenceEquality") // The same array, whatever is in it.
    public boolean liesInFrame(EventView event) {
        return event.buffer() == payload;
    }

    private boolean nextEventsFrame() throws IOException {
        while (nextFrame.next()) {
            FrameHeader header = frames.header();
            String unreadable = header.unreadable();
            if (unreadable != null) {
                frames.reportDamage(unreadable);
            } else if (header.kind() != FrameKind.EVENTS) {
                others.frame(frames);
            } else if (open(header)) {
                return true;
            }
        }
        return false;
    }

    private boolean open(FrameHeader header) {
        try {
            if (tails == null) {
                payload = frames.payload();
                next = frames.payloadOffset();
                end = next + header.wholeLength();
            } else {
                payload = frames.rows(tails);
                next = frames.rowsOffset();
                end = next + frames.rowsLength();
            }
        } catch (FormatException e) {
            frames.reportDamage(String.valueOf(e.getMessage()));
            return false;
        }
        eventsLeft = header.events();
        if (next == end && eventsLeft != 0) {
            frames.reportDamage("events frame without its events (expected " + eventsLeft + ", found 0)");
        }
        return next < end;
    }

    /** The frame in which the current event lies. */
    public FrameReader frames() {
        return frames;
    }

    @Override
    public void close() {
        frames.close();
    }
}
