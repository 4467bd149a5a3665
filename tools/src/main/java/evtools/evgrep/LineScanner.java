package evtools.evgrep;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;

/**
 * Gives the events of one frame line by line: parts of a long line that follow one another are joined. Parts whose
 * beginning or end lies in another frame go to the unit's head and tail. Not thread-safe.
 */
final class LineScanner {
    /** A part that isn't the last of its line is of {@link EventFormat#MAX_PART_BYTES}, but for what its head takes. */
    private static final int MIN_PART_EVENT_BYTES = EventFormat.MAX_PART_BYTES / 2;

    /** A line that would need more is given in several pieces. */
    static final int MAX_LINE_BYTES = 64 << 20;

    private final EventView event = new EventView();
    private final LogLine line = new LogLine();
    private final LinePart part = new LinePart();
    private final ByteArrayBuilder open = new ByteArrayBuilder(0);
    private final ByteArrayBuilder openSource = new ByteArrayBuilder(0);
    private Unit unit;
    private byte[] payload = new byte[0];
    private int next;
    private int end;
    private int eventsLeft;
    private boolean cut;
    private boolean atHead;
    private boolean pending;
    private boolean isOpen;
    private long nextPart;

    LineScanner(Unit first) {
        unit = first;
    }

    /** Begins with another unit. */
    void begin(Unit newUnit) {
        unit = newUnit;
        eventsLeft = unit.header.events();
        next = 0;
        end = 0;
        cut = false;
        atHead = true;
        pending = false;
        isOpen = false;
    }

    /** Goes on with whole events, which may not change as long as their lines are looked at. */
    void window(byte[] events, int from, int to) {
        payload = events;
        next = from;
        end = to;
    }

    /**
     * Moves to the next whole line.
     *
     * @return whether there is one in the window
     */
    boolean next() {
        while (pending || read()) {
            pending = false;
            if (isOpen) {
                boolean continued = part.read(event) && part.continues(nextPart, openSource);
                if (continued) {
                    append(open);
                    nextPart++;
                    isOpen = !part.isLast() && open.length() <= MAX_LINE_BYTES;
                    if (isOpen) {
                        continue;
                    }
                } else {
                    isOpen = false;
                    pending = true;
                }
                line.look(open.array(), 0, open.length());
                return true;
            }
            boolean isPart = (atHead || event.length() >= MIN_PART_EVENT_BYTES) && part.read(event);
            if (!isPart) {
                atHead = false;
                line.look(event);
                return true;
            }
            if (atHead && part.number() > 0) {
                append(unit.head);
                continue;
            }
            atHead = false;
            if (part.isLast()) {
                line.look(event);
                return true;
            }
            open.clear();
            append(open);
            isOpen = true;
            nextPart = part.number() + 1;
            part.keepSource(openSource);
        }
        return false;
    }

    /** Ends the unit: a line that is still open goes to its tail. */
    void end() {
        if (isOpen) {
            unit.tail.put(open.array(), 0, open.length());
            isOpen = false;
        }
        if (eventsLeft != 0 && !cut) {
            unit.damaged("events frame with a wrong event count (expected " + unit.header.events() + ", found "
                    + (unit.header.events() - eventsLeft) + ")");
        }
    }

    private void append(ByteArrayBuilder out) {
        out.putShort(event.length()).put(event.buffer(), event.offset(), event.length());
    }

    /** The line that {@link #next} moved to; valid until it is called again. */
    LogLine line() {
        return line;
    }

    private boolean read() {
        while (next < end) {
            int length = end - next < EventFormat.LENGTH_BYTES ? -1 : BigEndian.getUnsignedShort(payload, next);
            int at = next + EventFormat.LENGTH_BYTES;
            if (length < 0 || length > end - at) {
                unit.damaged("events frame that ends inside an event");
                next = end;
                cut = true;
                return false;
            }
            next = at + length;
            eventsLeft--;
            if (event.tryWrap(payload, at, length)) {
                return true;
            }
            unit.damaged(String.valueOf(event.problem()));
        }
        return false;
    }
}
