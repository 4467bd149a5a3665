package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.stream.SharedTail;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Copies of events one after another in one array, as in the payload of a frame, and their index.
 *
 * <pre>
 *   | u16 length, event | u16 length, event | …          appended, never moved
 *                                                        events may end in tails of a table
 * </pre>
 *
 * <p>An arena starts small and doubles until it is as large as it may be. Not thread-safe.
 */
final class EventArena {
    /** Places must fit the payload of a radix key. */
    static final int MAX_BYTES = 1 << RadixSort.PAYLOAD_BITS;

    /** Room for the longest event. */
    static final int MIN_BYTES = EventFormat.LENGTH_BYTES + EventFormat.MAX_EVENT_BYTES;

    private static final int INITIAL_BYTES = 16 << 10;
    private static final int USUAL_EVENT_BYTES = 128;

    private final int maxBytes;
    private final EventIndex index;
    private final TailTable tails = new TailTable();
    /** The same tails as objects, by first byte. */
    private final @Nullable SharedTail[] shared = new SharedTail[TailTable.version(TailTable.MAX_TAILS)];
    /** Numbers of the tails of the frame that was added last, by its own. */
    private final int[] versions = new int[TailTable.version(TailTable.MAX_TAILS)];

    private long frameSerial;
    private byte[] bytes;
    private int usedBytes;
    /** Bytes of the events' tails that aren't in {@link #bytes}. */
    private long tailBytes;

    /** Events that were added and lie one after another in their own array still: {@code run[runStart, runEnd)}. */
    private byte @Nullable [] run;

    private int runStart;
    private int runEnd;
    /** Where the run belongs in {@link #bytes}. */
    private int runPlace;

    /**
     * Makes an arena that begins small.
     *
     * @param maxBytes how much it may hold
     */
    EventArena(int maxBytes) {
        this(maxBytes, INITIAL_BYTES);
    }

    /**
     * Makes an arena.
     *
     * @param maxBytes how much it may hold
     * @param initialBytes how much it holds before it grows
     */
    EventArena(int maxBytes, int initialBytes) {
        if (maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException("an arena of " + maxBytes + " bytes");
        }
        this.maxBytes = maxBytes;
        bytes = new byte[initialBytes];
        index = new EventIndex(initialBytes / USUAL_EVENT_BYTES);
    }

    /** Adds a copy of an event; false when there is no room for it. */
    boolean add(byte[] buffer, int offset, int length) {
        settle();
        int needed = usedBytes + EventFormat.LENGTH_BYTES + length;
        if (needed > bytes.length && !grow(needed)) {
            return false;
        }
        BigEndian.putShort(bytes, usedBytes, length);
        System.arraycopy(buffer, offset, bytes, usedBytes + EventFormat.LENGTH_BYTES, length);
        index.add(BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET), usedBytes);
        usedBytes = needed;
        return true;
    }

    /**
     * Adds an event that its length stands before; false when there is no room for it. Its array must stay as it is
     * until {@link #settle}, which copies all that lie one after another at once.
     */
    @SuppressWarnings("ReferenceEquality") // The same place in the same array, whatever is in it.
    boolean addUnsettled(byte[] buffer, int offset, int length) {
        int needed = usedBytes + EventFormat.LENGTH_BYTES + length;
        if (needed > bytes.length && !grow(needed)) {
            return false;
        }
        int start = offset - EventFormat.LENGTH_BYTES;
        if (start != runEnd || buffer != run) {
            settle();
            run = buffer;
            runStart = start;
            runPlace = usedBytes;
        }
        runEnd = offset + length;
        if (tails.count() > 0) {
            tailBytes += tails.length(buffer[offset] & 0xFF);
        }
        index.add(BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET), usedBytes);
        usedBytes = needed;
        return true;
    }

    /**
     * Adds a row of a frame whose tails were begun; false when there is no room for it. Its first byte may be changed,
     * and its array must stay as it is until {@link #settle}. A row that ends in a tail must be one that can be made
     * whole.
     */
    boolean addRow(byte[] rows, int offset, int length, RowTails frame) {
        int version = rows[offset] & 0xFF;
        if (version == TailTable.WHOLE) {
            return addUnsettled(rows, offset, length);
        }
        if (frameSerial != frame.serial()) {
            number(frame);
        }
        int here = versions[version];
        if (here == TailTable.WHOLE) {
            byte[] whole = new byte[EventFormat.MAX_EVENT_BYTES];
            return add(whole, 0, frame.shared(version).expand(rows, offset, length, whole, 0));
        }
        rows[offset] = (byte) here;
        if (addUnsettled(rows, offset, length)) {
            return true;
        }
        rows[offset] = (byte) version;
        return false;
    }

    /** Gives the tails of a frame numbers of the arena's own. */
    private void number(RowTails frame) {
        for (int i = 0; i < frame.count(); i++) {
            int version = TailTable.version(i);
            versions[version] = numberOf(frame.shared(version), version);
        }
        frameSerial = frame.serial();
    }

    /** Row of another arena, after {@link #settle} there: as {@link #addRow}, without changing it. */
    boolean addCopy(byte[] rows, int offset, int length, @Nullable SharedTail tail) {
        int version = tail == null ? TailTable.WHOLE : numberOf(tail, rows[offset] & 0xFF);
        if (tail != null && version == TailTable.WHOLE) {
            byte[] whole = new byte[EventFormat.MAX_EVENT_BYTES];
            return add(whole, 0, tail.expand(rows, offset, length, whole, 0));
        }
        if (!add(rows, offset, length)) {
            return false;
        }
        bytes[usedBytes - length] = (byte) version;
        tailBytes += tails.length(version);
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // Equal tails are one object, or else only take more room.
    private int numberOf(SharedTail tail, int likely) {
        if (tails.has(likely) && shared[likely] == tail) {
            return likely;
        }
        for (int i = 0; i < tails.count(); i++) {
            if (shared[TailTable.version(i)] == tail) {
                return TailTable.version(i);
            }
        }
        int added = tails.add(tail.entries(), 0, tail.entries().length);
        if (added != TailTable.WHOLE) {
            shared[added] = tail;
        }
        return added;
    }

    /** What rows end in that were added with {@link #addRow}, by their first byte. */
    @Nullable
    SharedTail[] sharedTails() {
        return shared;
    }

    /** Copies what was added and not copied yet. */
    void settle() {
        byte[] settled = run;
        if (settled != null) {
            System.arraycopy(settled, runStart, bytes, runPlace, runEnd - runStart);
            run = null;
            runEnd = 0;
        }
    }

    private boolean grow(int needed) {
        if (needed > maxBytes) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(needed, bytes.length * 2L)));
        return true;
    }

    void clear() {
        run = null;
        runEnd = 0;
        usedBytes = 0;
        tailBytes = 0;
        tails.clear();
        frameSerial = 0;
        index.clear();
    }

    /** Forgets all but the first {@code events} that were added; before sorting only. */
    void truncate(int events) {
        if (events < index.count()) {
            settle();
            usedBytes = index.place(events);
            index.truncate(events);
            tailBytes = tailBytes(usedBytes);
        }
    }

    private long tailBytes(int end) {
        long sum = 0;
        int place = 0;
        while (place < end) {
            sum += tails.length(bytes[place + EventFormat.LENGTH_BYTES] & 0xFF);
            place += EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(bytes, place);
        }
        return sum;
    }

    /** The tails that events end in. */
    TailTable tails() {
        return tails;
    }

    /** Bytes that the events and their lengths would take with whole tokens. */
    long wholeBytes() {
        return usedBytes + tailBytes;
    }

    /** Puts the table of tails after the events that take the first {@code length} bytes; what was there is lost. */
    byte[] withTable(int length) {
        int needed = length + tails.tableBytes();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed);
        }
        tails.write(bytes, length);
        return bytes;
    }

    EventIndex index() {
        return index;
    }

    byte[] bytes() {
        settle();
        return bytes;
    }

    /** Bytes of all events ever added since {@link #clear}, and of their lengths. */
    int usedBytes() {
        return usedBytes;
    }

    /** Bytes of memory that the arena holds. */
    long memoryBytes() {
        return bytes.length + index.memoryBytes();
    }
}
