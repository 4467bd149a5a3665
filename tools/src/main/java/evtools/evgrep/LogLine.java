package evtools.evgrep;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;

/**
 * One line of a log as evgrep sees it: an event, or the parts of a long line one after another. Either looks at an
 * event that belongs to the reader, valid until the next one is read, or holds copies. Reusable, not thread-safe.
 */
final class LogLine {
    private EventView single = new EventView();
    private final EventView part = new EventView();
    private final ByteArrayBuilder copies = new ByteArrayBuilder(0);
    private boolean holdsCopies;
    private long number;
    private FrameHeader source = new FrameHeader();

    /** Receives the events of a line. */
    interface Events {
        void event(EventView event) throws java.io.IOException;
    }

    /** Looks at one event, which stays where it is; so does the view. */
    void look(EventView event, long newNumber, FrameHeader newSource) {
        single = event;
        holdsCopies = false;
        number = newNumber;
        source = newSource;
    }

    /** Begins to hold copies. */
    void beginCopies(long newNumber, FrameHeader newSource) {
        copies.clear();
        holdsCopies = true;
        number = newNumber;
        source = newSource;
    }

    void copy(EventView event) {
        copies.putShort(event.length()).put(event.buffer(), event.offset(), event.length());
    }

    /** Becomes a copy of {@code other} that stays valid. */
    void copyOf(LogLine other) {
        beginCopies(other.number, other.source);
        if (other.holdsCopies) {
            copies.put(other.copies.array(), 0, other.copies.length());
        } else {
            copy(other.single);
        }
    }

    /** What the copies take. */
    int bytes() {
        return holdsCopies ? copies.length() : single.length();
    }

    /** Which line of its input this is, from 1. */
    long number() {
        return number;
    }

    /** The header of the frame it came in. */
    FrameHeader source() {
        return source;
    }

    /** Whether it is one event. */
    boolean isSingle() {
        return !holdsCopies || EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(copies.array(), 0) == bytes();
    }

    /** The first event; valid until this line changes or {@link #forEach} is called. */
    EventView first() {
        if (holdsCopies) {
            part.tryWrap(copies.array(), EventFormat.LENGTH_BYTES, BigEndian.getUnsignedShort(copies.array(), 0));
            return part;
        }
        return single;
    }

    void forEach(Events events) throws java.io.IOException {
        if (!holdsCopies) {
            events.event(single);
            return;
        }
        int at = 0;
        while (at < copies.length()) {
            int length = BigEndian.getUnsignedShort(copies.array(), at);
            at += EventFormat.LENGTH_BYTES;
            part.tryWrap(copies.array(), at, length);
            events.event(part);
            at += length;
        }
    }
}
