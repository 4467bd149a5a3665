package evtools.evgrep;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;

/**
 * One line of a log as evgrep sees it: an event, or the parts of a long line one after another, each after its 2-byte
 * length. Looks at bytes that belong to others, or at copies of its own. Reusable, not thread-safe.
 */
final class LogLine {
    private final EventView own = new EventView();
    private EventView first = own;
    private final ByteArrayBuilder copies = new ByteArrayBuilder(0);
    private byte[] buffer = new byte[0];
    private int from;
    private int to;
    private long number;
    private FrameHeader source = new FrameHeader();

    /** Receives the events of a line. */
    interface Events {
        void event(EventView event) throws java.io.IOException;
    }

    /** Looks at one event, which stays where it is, after its length; so does the view. */
    void look(EventView event) {
        first = event;
        buffer = event.buffer();
        from = event.offset() - EventFormat.LENGTH_BYTES;
        to = event.offset() + event.length();
    }

    /** Looks at checked events, each after its length. */
    void look(byte[] events, int start, int end) {
        first = own;
        buffer = events;
        from = start;
        to = end;
        wrapFirst();
    }

    private void wrapFirst() {
        own.tryWrap(buffer, from + EventFormat.LENGTH_BYTES, BigEndian.getUnsignedShort(buffer, from));
    }

    /** Says where it stands. */
    LogLine at(long newNumber, FrameHeader newSource) {
        number = newNumber;
        source = newSource;
        return this;
    }

    /** Becomes a copy of {@code other} that stays valid. */
    void copyOf(LogLine other) {
        copies.clear();
        other.appendTo(copies);
        look(copies.array(), 0, copies.length());
        at(other.number, other.source);
    }

    /** Appends its events, each after its length. */
    void appendTo(ByteArrayBuilder out) {
        out.put(buffer, from, to - from);
    }

    /** What its events take. */
    int bytes() {
        return to - from;
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
        return EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(buffer, from) == to - from;
    }

    /** The first event; valid until this line changes or {@link #forEach} is called. */
    EventView first() {
        return first;
    }

    void forEach(Events events) throws java.io.IOException {
        if (isSingle()) {
            events.event(first);
            return;
        }
        int at = from;
        while (at < to) {
            int length = BigEndian.getUnsignedShort(buffer, at);
            at += EventFormat.LENGTH_BYTES;
            own.tryWrap(buffer, at, length);
            events.event(own);
            at += length;
        }
        wrapFirst();
    }
}
