package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import java.util.Arrays;

/**
 * What a group of events has in common: app, marks, line, the keys of all tokens, and the values of some tokens beside
 * the line. Holds the values of its events' other tokens.
 */
final class Shape {
    /** The token's value is the same in all events. */
    static final int CONSTANT = -1;

    /** The token is the source's {@code _src}. */
    static final int SOURCE = -2;

    final long hash;
    final byte[] app;
    final byte[] marks;
    final byte[] line;

    /** App and marks with their lengths, as they stand in events. */
    private final byte[] head;

    /** The places of the line where tokens belong. */
    final int[] marked;

    final int lineTokens;
    final byte[][] keys;

    /** Per token: the column of its values, or why it has none. */
    final int[] columnOfToken;

    /** Per token: up to eight bytes of its key, and how far they are shifted to the right. */
    private final long[] keyStarts;

    private final int[] keyShifts;
    final byte[][] constants;
    final Domain[] domains;
    final IntList[] values;

    /** Per column: how far before its value a token's length stands. */
    private final int[] lengthByteBefore;

    /** Per column: the last value's entry; none: negative. What comes again needn't be looked up. */
    private final int[] lastEntries;

    int rows;

    /** Of how many rows {@link #values} holds entries; of the others, where their values begin. */
    private int interned;

    Shape(long hash, EventView event, DomainTable table) {
        this.hash = hash;
        byte[] buffer = event.buffer();
        app = Arrays.copyOfRange(buffer, event.appOffset(), event.appOffset() + event.appLength());
        marks = Arrays.copyOfRange(buffer, event.marksOffset(), event.marksOffset() + event.marksLength());
        line = Arrays.copyOfRange(buffer, event.lineOffset(), event.lineOffset() + event.lineLength());
        head = Arrays.copyOfRange(buffer, event.appOffset() - 1, event.marksOffset() + event.marksLength());
        lineTokens = event.lineTokens();
        marked = new int[lineTokens];
        for (int i = 0; i < lineTokens; i++) {
            marked[i] = nextMark(i == 0 ? 0 : marked[i - 1] + 1);
        }
        int end = event.tokensOffset() + event.tokensLength();
        int count = 0;
        for (int at = event.tokensOffset(); at < end; at += entryLength(buffer, at)) {
            count++;
        }
        keys = new byte[count][];
        keyStarts = new long[count];
        keyShifts = new int[count];
        columnOfToken = new int[count];
        constants = new byte[count][];
        int columns = 0;
        boolean hasSource = false;
        int at = event.tokensOffset();
        for (int i = 0; i < count; i++, at += entryLength(buffer, at)) {
            int keyLength = buffer[at] & 0xFF;
            int key = at + 2;
            keys[i] = Arrays.copyOfRange(buffer, key, key + keyLength);
            keyShifts[i] = Math.max(0, Long.SIZE - keyLength * Byte.SIZE);
            keyStarts[i] =
                    BigEndian.getLong(Arrays.copyOf(keys[i], Math.max(keyLength, Long.BYTES)), 0) >>> keyShifts[i];
            if (i >= lineTokens && isConstant(buffer, key, keyLength)) {
                columnOfToken[i] = CONSTANT;
                int value = key + keyLength;
                constants[i] = Arrays.copyOfRange(buffer, value, value + (buffer[at + 1] & 0xFF));
            } else if (i >= lineTokens && !hasSource && isSource(buffer, key, keyLength)) {
                columnOfToken[i] = SOURCE;
                hasSource = true;
            } else {
                columnOfToken[i] = columns++;
            }
        }
        domains = new Domain[columns];
        values = new IntList[columns];
        lengthByteBefore = new int[columns];
        lastEntries = new int[columns];
        Arrays.fill(lastEntries, -1);
        assignDomains(table);
    }

    /** Forgets rows and values, and keeps the arrays. */
    void clear() {
        if (rows > 0) {
            rows = 0;
            interned = 0;
            for (IntList list : values) {
                list.clear();
            }
            Arrays.fill(lastEntries, -1);
        }
    }

    /** Whether values of some rows aren't in their domains yet. */
    boolean hasPending() {
        return rows > interned;
    }

    /**
     * Puts the values of the rows that came since the last time into their domains: column by column, since a domain's
     * table is then in the cache, or fetched for several values at once.
     */
    void internPending(byte[] payload) {
        for (int column = 0; column < domains.length; column++) {
            Domain domain = domains[column];
            int[] entries = values[column].array();
            int before = lengthByteBefore[column];
            int last = lastEntries[column];
            for (int i = interned; i < rows; i++) {
                int value = entries[i];
                int length = payload[value - before] & 0xFF;
                long key = Domain.key(payload, value, length);
                last = last >= 0 && domain.isEntry(last, payload, value, length, key)
                        ? domain.usedAgain(last)
                        : domain.intern(payload, value, length, key);
                entries[i] = last;
            }
            lastEntries[column] = last;
        }
        interned = rows;
    }

    private void assignDomains(DomainTable table) {
        for (int i = 0; i < keys.length; i++) {
            int column = columnOfToken[i];
            if (column >= 0) {
                domains[column] = i < lineTokens
                        ? table.forSlot(app, line, i == 0 ? 0 : marked[i - 1] + 1, marked[i], keys[i], i)
                        : table.forKey(app, keys[i]);
                values[column] = new IntList(4);
                lengthByteBefore[column] = keys[i].length + 1;
            }
        }
    }

    /** The column of the first token beside the line that has one: those of the line's tokens come before. */
    int firstBesideColumn() {
        return lineTokens;
    }

    /** Where the next marked byte of the line is, from {@code from} on. */
    int nextMark(int from) {
        int position = from;
        while ((marks[position >> 3] & (0x80 >>> (position & 7))) == 0) {
            position++;
        }
        return position;
    }

    static int entryLength(byte[] buffer, int at) {
        return 2 + (buffer[at] & 0xFF) + (buffer[at + 1] & 0xFF);
    }

    /** Whether a token beside the line belongs to the shape with its value. */
    static boolean isConstant(byte[] buffer, int key, int keyLength) {
        return is(OwnKeys.form(), buffer, key, keyLength) || is(OwnKeys.durability(), buffer, key, keyLength);
    }

    static boolean isSource(byte[] buffer, int key, int keyLength) {
        return is(OwnKeys.source(), buffer, key, keyLength);
    }

    private static boolean is(byte[] expected, byte[] buffer, int key, int keyLength) {
        return keyLength == expected.length && Arrays.equals(expected, 0, keyLength, buffer, key, key + keyLength);
    }

    /**
     * Whether an event is of this shape, and so valid but for its crc; if it is, the values of its tokens are known.
     *
     * @param fields of an event whose lengths add up
     */
    boolean matches(RowFields fields) {
        byte[] buffer = fields.buffer;
        if (!same(head, buffer, fields.head, fields.headLength)
                || !same(line, buffer, fields.line, fields.lineLength)) {
            return false;
        }
        int count = keys.length;
        fields.ensure(count);
        int[] values = fields.values;
        int[] valueLengths = fields.valueLengths;
        int at = fields.tokens;
        int end = fields.tokensEnd;
        for (int i = 0; i < count; i++) {
            if (at >= end) {
                return false;
            }
            // Two bytes of the line's length follow the tokens: these can be read in any case.
            int lengths = BigEndian.getUnsignedShort(buffer, at);
            int value = at + 2 + (lengths >>> Byte.SIZE);
            int next = value + (lengths & 0xFF);
            if (next > end || !isKey(i, buffer, at + 2, lengths >>> Byte.SIZE)) {
                return false;
            }
            if (columnOfToken[i] == CONSTANT && !same(constants[i], buffer, value, next - value)) {
                return false;
            }
            values[i] = value;
            valueLengths[i] = next - value;
            at = next;
        }
        return at == end;
    }

    private boolean isKey(int token, byte[] buffer, int offset, int length) {
        byte[] key = keys[token];
        if (length != key.length) {
            return false;
        }
        if (length == 0) {
            return true;
        }
        if (length <= Long.BYTES && offset <= buffer.length - Long.BYTES) {
            return BigEndian.getLong(buffer, offset) >>> keyShifts[token] == keyStarts[token];
        }
        return same(key, buffer, offset, length);
    }

    private static boolean same(byte[] known, byte[] buffer, int offset, int length) {
        return known.length == length && Arrays.equals(known, 0, length, buffer, offset, offset + length);
    }
}
