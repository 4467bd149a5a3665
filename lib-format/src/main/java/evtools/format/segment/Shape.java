package evtools.format.segment;

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
    final int lineTokens;
    final byte[][] keys;

    /** Per token: the column of its values, or why it has none. */
    final int[] columnOfToken;

    final byte[][] constants;
    final Domain[] domains;
    final IntList[] values;

    /** Per column: the last value's key and entry; no entry: negative. What comes again needn't be looked up. */
    final long[] lastKeys;

    final int[] lastEntries;
    int rows;

    Shape(long hash, EventView event, DomainTable table) {
        this.hash = hash;
        byte[] buffer = event.buffer();
        app = Arrays.copyOfRange(buffer, event.appOffset(), event.appOffset() + event.appLength());
        marks = Arrays.copyOfRange(buffer, event.marksOffset(), event.marksOffset() + event.marksLength());
        line = Arrays.copyOfRange(buffer, event.lineOffset(), event.lineOffset() + event.lineLength());
        lineTokens = event.lineTokens();
        int end = event.tokensOffset() + event.tokensLength();
        int count = 0;
        for (int at = event.tokensOffset(); at < end; at += entryLength(buffer, at)) {
            count++;
        }
        keys = new byte[count][];
        columnOfToken = new int[count];
        constants = new byte[count][];
        int columns = 0;
        boolean hasSource = false;
        int at = event.tokensOffset();
        for (int i = 0; i < count; i++, at += entryLength(buffer, at)) {
            int keyLength = buffer[at] & 0xFF;
            int key = at + 2;
            keys[i] = Arrays.copyOfRange(buffer, key, key + keyLength);
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
        lastKeys = new long[columns];
        lastEntries = new int[columns];
        Arrays.fill(lastEntries, -1);
        assignDomains(table);
    }

    /** Forgets rows and values, and keeps the arrays. */
    void clear() {
        if (rows > 0) {
            rows = 0;
            for (IntList list : values) {
                list.clear();
            }
            Arrays.fill(lastEntries, -1);
        }
    }

    private void assignDomains(DomainTable table) {
        int position = 0;
        for (int i = 0; i < keys.length; i++) {
            int from = 0;
            if (i < lineTokens) {
                from = position;
                position = nextMark(position) + 1;
            }
            int column = columnOfToken[i];
            if (column >= 0) {
                domains[column] = i < lineTokens
                        ? table.forSlot(app, line, from, position - 1, keys[i], i)
                        : table.forKey(app, keys[i]);
                values[column] = new IntList(4);
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

    /** Whether an event is of this shape. */
    boolean matches(EventView event) {
        byte[] buffer = event.buffer();
        if (!same(app, buffer, event.appOffset(), event.appLength())
                || !same(marks, buffer, event.marksOffset(), event.marksLength())
                || !same(line, buffer, event.lineOffset(), event.lineLength())) {
            return false;
        }
        int at = event.tokensOffset();
        int end = at + event.tokensLength();
        for (int i = 0; i < keys.length; i++) {
            if (at >= end) {
                return false;
            }
            int keyLength = buffer[at] & 0xFF;
            if (keyLength != keys[i].length || (keyLength > 0 && !same(keys[i], buffer, at + 2, keyLength))) {
                return false;
            }
            int next = at + entryLength(buffer, at);
            if (columnOfToken[i] == CONSTANT
                    && !same(constants[i], buffer, at + 2 + keyLength, next - at - 2 - keyLength)) {
                return false;
            }
            at = next;
        }
        return at == end;
    }

    private static boolean same(byte[] known, byte[] buffer, int offset, int length) {
        return known.length == length && Arrays.equals(known, 0, length, buffer, offset, offset + length);
    }
}
