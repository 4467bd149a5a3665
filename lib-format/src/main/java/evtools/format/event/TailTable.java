package evtools.format.event;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.Arrays;

/**
 * The tails that the rows of one frame share ({@code docs/FORMAT.md} 4.1): what many of its events' tokens end in,
 * kept once. Reusable, not thread-safe.
 *
 * <pre>
 *   row     | length | version = 2 + tail | point crc host app marks | own tokens        | line |
 *   whole   | length | version = 1        | point crc host app marks | own tokens, tail  | line |
 *
 *   table   (length u16, token entries)*  length of these u32        the end of the payload
 * </pre>
 */
public final class TailTable {
    /** The most tails there can be. */
    public static final int MAX_TAILS = 254;

    /** What {@link #add} returns when there is no room: events are then written whole, as always with this version. */
    public static final int WHOLE = EventFormat.VERSION;

    /** What a tail takes in the table beside its own bytes. */
    public static final int ENTRY_LENGTH_BYTES = Short.BYTES;

    /** What a table takes beside its entries. */
    public static final int TABLE_LENGTH_BYTES = Integer.BYTES;

    private static final int FIRST_VERSION = WHOLE + 1;

    private final ByteArrayBuilder entries = new ByteArrayBuilder(256);
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;
    private int generation;

    /** How often the tails were forgotten: what somebody knows of them is true as long as this stays. */
    public int generation() {
        return generation;
    }

    /** Forgets all tails. */
    public void clear() {
        generation++;
        entries.clear();
        count = 0;
    }

    /** How many tails there are. */
    public int count() {
        return count;
    }

    /** Whether an event with this first byte ends in a tail that is here. */
    public boolean has(int version) {
        return version >= FIRST_VERSION && version - FIRST_VERSION < count;
    }

    /** The first byte of events that end in the tail {@code index}. */
    public static int version(int index) {
        return FIRST_VERSION + index;
    }

    /** The array in which the tails are, until another is added. */
    public byte[] bytes() {
        return entries.array();
    }

    /** Where the tail is in {@link #bytes}, of events with this first byte; only if {@link #has}. */
    public int offset(int version) {
        return offsets[version - FIRST_VERSION];
    }

    /** Bytes of the tail of events with this first byte; 0 if they are whole. */
    public int length(int version) {
        return has(version) ? lengths[version - FIRST_VERSION] : 0;
    }

    /**
     * Adds a tail.
     *
     * @param source holds whole token entries
     * @return the first byte of events that end in it, or {@link #WHOLE} if there is no room
     */
    public int add(byte[] source, int offset, int length) {
        if (count == MAX_TAILS || length > EventFormat.MAX_EVENT_BYTES) {
            return WHOLE;
        }
        entries.putShort(length);
        note(entries.length(), length);
        entries.put(source, offset, length);
        return version(count - 1);
    }

    private void note(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    /**
     * Adds a tail, unless it is here already.
     *
     * @param likely first byte of events that it may well belong to
     * @return the first byte of events that end in it, or {@link #WHOLE} if there is no room
     */
    public int addOnce(byte[] source, int offset, int length, int likely) {
        if (has(likely) && isAt(likely - FIRST_VERSION, source, offset, length)) {
            return likely;
        }
        for (int i = 0; i < count; i++) {
            if (isAt(i, source, offset, length)) {
                return version(i);
            }
        }
        return add(source, offset, length);
    }

    private boolean isAt(int index, byte[] source, int offset, int length) {
        return lengths[index] == length
                && Arrays.equals(
                        entries.array(), offsets[index], offsets[index] + length, source, offset, offset + length);
    }

    /** Bytes of the table at the end of a payload; 0 without tails. */
    public int tableBytes() {
        return count == 0 ? 0 : entries.length() + TABLE_LENGTH_BYTES;
    }

    /** Appends the table to the rows of a payload. */
    public void appendTo(ByteArrayBuilder payload) {
        payload.put(entries.array(), 0, entries.length()).putInt(entries.length());
    }

    /** Writes the {@link #tableBytes} of the table, of which there must be some. */
    public void write(byte[] target, int offset) {
        System.arraycopy(entries.array(), 0, target, offset, entries.length());
        BigEndian.putInt(target, offset + entries.length(), entries.length());
    }

    /**
     * Reads the table at the end of a payload.
     *
     * @return how many bytes of rows stand before it
     * @throws FormatException if it is none
     */
    public int read(byte[] payload, int offset, int length) throws FormatException {
        clear();
        int room = length - TABLE_LENGTH_BYTES;
        int tableLength = room < 0 ? -1 : BigEndian.getInt(payload, offset + room);
        if (tableLength < 0 || tableLength > room) {
            throw new FormatException("no table of tails at the end of the rows");
        }
        int from = offset + room - tableLength;
        int end = offset + room;
        entries.put(payload, from, tableLength);
        int at = from;
        while (at < end) {
            int tail = at + ENTRY_LENGTH_BYTES;
            int tailLength = tail > end ? -1 : BigEndian.getUnsignedShort(payload, at);
            if (tailLength < 0 || tailLength > end - tail) {
                throw new FormatException("table of tails that ends inside a tail");
            }
            if (count == MAX_TAILS) {
                throw new FormatException("more than " + MAX_TAILS + " tails");
            }
            if (!areTokens(payload, tail, tail + tailLength)) {
                throw new FormatException("tail that ends inside a token");
            }
            note(tail - from, tailLength);
            at = tail + tailLength;
        }
        return from - offset;
    }

    private static boolean areTokens(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at >= 2) {
            at += 2 + (bytes[at] & 0xFF) + (bytes[at + 1] & 0xFF);
        }
        return at == end;
    }

    /**
     * Makes the rows of a payload whole. A row that can't be made whole stays as it is: it is no valid event.
     *
     * @param target gets them from its start
     * @throws FormatException if they aren't {@code wholeLength} bytes then
     */
    public void expand(byte[] rows, int offset, int length, byte[] target, int wholeLength) throws FormatException {
        int end = offset + length;
        int from = offset;
        int at = 0;
        while (end - from >= EventFormat.LENGTH_BYTES) {
            int event = from + EventFormat.LENGTH_BYTES;
            int next = event + BigEndian.getUnsignedShort(rows, from);
            if (next > end) {
                break;
            }
            int tokens = tokensToComplete(rows, event, next);
            int tailLength = tokens < 0 ? 0 : lengths[(rows[event] & 0xFF) - FIRST_VERSION];
            if (next - from + tailLength > wholeLength - at) {
                throw wrongLength(wholeLength);
            }
            if (tokens < 0) {
                System.arraycopy(rows, from, target, at, next - from);
            } else {
                BigEndian.putShort(target, at, next - event + tailLength);
                complete(rows, event, tokens, next, target, at + EventFormat.LENGTH_BYTES);
            }
            at += next - from + tailLength;
            from = next;
        }
        if (end - from != wholeLength - at) {
            throw wrongLength(wholeLength);
        }
        System.arraycopy(rows, from, target, at, end - from);
    }

    /**
     * Checks that the rows of a payload are {@code wholeLength} bytes when made whole, without making them so. Invalid
     * events may deceive it.
     *
     * @throws FormatException if they aren't
     */
    public void checkWhole(byte[] rows, int offset, int length, int wholeLength) throws FormatException {
        // Nearly always every row can be made whole, and its first byte says enough.
        if (length + tailBytes(rows, offset, length, false) != wholeLength
                && length + tailBytes(rows, offset, length, true) != wholeLength) {
            throw wrongLength(wholeLength);
        }
    }

    private long tailBytes(byte[] rows, int offset, int length, boolean exactly) {
        int end = offset + length;
        long sum = 0;
        int from = offset;
        while (end - from > EventFormat.LENGTH_BYTES) {
            int event = from + EventFormat.LENGTH_BYTES;
            int next = event + BigEndian.getUnsignedShort(rows, from);
            if (next > end) {
                break;
            }
            if (!exactly || tokensToComplete(rows, event, next) >= 0) {
                sum += length(rows[event] & 0xFF);
            }
            from = next;
        }
        return sum;
    }

    private static FormatException wrongLength(int wholeLength) {
        return new FormatException("rows that aren't " + wholeLength + " bytes when made whole");
    }

    /**
     * Makes one event whole.
     *
     * @param source holds the event from its first byte on, without its length
     * @param target gets it from {@code to} on; must have room for the {@link #length} of its tail more
     * @return its length then; if it can't be made whole, 0
     */
    public int expandEvent(byte[] source, int offset, int length, byte[] target, int to) {
        int end = offset + length;
        int tokens = tokensToComplete(source, offset, end);
        if (tokens < 0) {
            return 0;
        }
        complete(source, offset, tokens, end, target, to);
        return length + length(source[offset] & 0xFF);
    }

    /**
     * Makes one event whole that ends in a given tail, whatever its first byte is.
     *
     * @param entries the tail: whole token entries
     * @param target gets it from {@code to} on; must have room for the tail more
     * @return its length then; if it can't be made whole, 0
     */
    public static int expandEvent(byte[] source, int offset, int length, byte[] entries, byte[] target, int to) {
        int end = offset + length;
        int tokens = tokensAt(source, offset, end, entries.length);
        if (tokens < 0) {
            return 0;
        }
        complete(source, offset, tokens, end, entries, 0, entries.length, target, to);
        return length + entries.length;
    }

    /** Whether an event lies without a tail that is here, and can be made whole with it. */
    public boolean completes(byte[] rows, int event, int end) {
        return tokensToComplete(rows, event, end) >= 0;
    }

    /** Where the tokens field of an event begins that is to get its tail; negative: it is whole, or can't get it. */
    private int tokensToComplete(byte[] rows, int event, int end) {
        if (end - event < EventFormat.MIN_EVENT_BYTES) {
            return -1;
        }
        int version = rows[event] & 0xFF;
        return has(version) ? tokensAt(rows, event, end, lengths[version - FIRST_VERSION]) : -1;
    }

    private static int tokensAt(byte[] rows, int event, int end, int tailLength) {
        if (end - event < EventFormat.MIN_EVENT_BYTES) {
            return -1;
        }
        int at = event + EventFormat.HOST_OFFSET;
        at += 1 + (rows[at] & 0xFF);
        if (at > end - 1) {
            return -1;
        }
        at += 1 + (rows[at] & 0xFF);
        if (at > end - 2) {
            return -1;
        }
        at += Short.BYTES + BigEndian.getUnsignedShort(rows, at);
        if (at > end - 2) {
            return -1;
        }
        int line = at + Short.BYTES + BigEndian.getUnsignedShort(rows, at);
        boolean fits = line <= end - 2 && end - event + tailLength <= EventFormat.MAX_EVENT_BYTES;
        return fits ? at : -1;
    }

    private void complete(byte[] source, int event, int tokens, int end, byte[] target, int to) {
        int tail = (source[event] & 0xFF) - FIRST_VERSION;
        complete(source, event, tokens, end, entries.array(), offsets[tail], lengths[tail], target, to);
    }

    private static void complete(
            byte[] source,
            int event,
            int tokens,
            int end,
            byte[] tails,
            int tailOffset,
            int tailLength,
            byte[] target,
            int to) {
        int ownLength = BigEndian.getUnsignedShort(source, tokens);
        int line = tokens + Short.BYTES + ownLength;
        System.arraycopy(source, event, target, to, line - event);
        target[to] = EventFormat.VERSION;
        BigEndian.putShort(target, to + tokens - event, ownLength + tailLength);
        int tailAt = to + line - event;
        System.arraycopy(tails, tailOffset, target, tailAt, tailLength);
        System.arraycopy(source, line, target, tailAt + tailLength, end - line);
    }

    /**
     * Compares two valid events with equal points as {@link EventOrder} compares them when whole. Those that end in the
     * same tail compare as they lie: up to the tokens' length nothing differs from the whole ones, that length differs
     * by as much, and where it is the same, so are the tails.
     */
    public int compareAtSamePoint(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        if (a[aOffset] == b[bOffset]) {
            return EventOrder.compareAtSamePoint(a, aOffset, aLength, b, bOffset, bLength);
        }
        int order = Integer.compareUnsigned(
                BigEndian.getInt(a, aOffset + EventFormat.CRC_OFFSET),
                BigEndian.getInt(b, bOffset + EventFormat.CRC_OFFSET));
        if (order != 0) {
            return order;
        }
        order = compareBeforeTokens(a, aOffset, aLength, b, bOffset, bLength);
        if (order != 0) {
            return order;
        }
        byte[] wholeA = whole(a, aOffset, aLength);
        byte[] wholeB = whole(b, bOffset, bLength);
        return EventOrder.compareAtSamePoint(wholeA, 0, wholeA.length, wholeB, 0, wholeB.length);
    }

    /**
     * Compares two valid events by what stands before their tokens, which is the same whether they are whole or not;
     * their first bytes don't count.
     *
     * @return 0: nothing there differs
     */
    public static int compareBeforeTokens(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int same = Arrays.mismatch(a, aOffset + 1, aOffset + aLength, b, bOffset + 1, bOffset + bLength);
        if (same < 0 || same >= Math.min(aLength, bLength) - 1) {
            return 0;
        }
        int at = aOffset + 1 + same;
        int host = aOffset + EventFormat.HOST_OFFSET;
        // Lengths may be read as long as they lie before the place, for so far both are the same.
        if (at > host) {
            int app = host + 1 + (a[host] & 0xFF);
            int marks = app < at ? app + 1 + (a[app] & 0xFF) : at;
            if (at >= marks + Short.BYTES && at >= marks + Short.BYTES + BigEndian.getUnsignedShort(a, marks)) {
                return 0;
            }
        }
        return Integer.compare(a[at] & 0xFF, b[bOffset + 1 + same] & 0xFF);
    }

    private byte[] whole(byte[] event, int offset, int length) {
        byte[] whole = new byte[length + length(event[offset] & 0xFF)];
        if (expandEvent(event, offset, length, whole, 0) == 0) {
            System.arraycopy(event, offset, whole, 0, length);
        }
        return whole;
    }
}
