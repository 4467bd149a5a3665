package evtools.format.time;

import evtools.format.BigEndian;

/** The last text of a time down to its minutes, and what it says. Not thread-safe. */
final class ReadMinutes {
    /** Longest text that is remembered, as {@code Wednesday, 10 September 2025 10:11:}. */
    private static final int MAX_BYTES = 40;

    private final byte[] text = new byte[MAX_BYTES];
    private final TimeFields fields = new TimeFields();
    private int length;

    /** How long the text is; 0: none is remembered. */
    int length() {
        return length;
    }

    /** If the text stands at {@code at}, fills in what it says and clears the rest; else returns false. */
    boolean recall(byte[] line, int at, int end, TimeFields time) {
        if (length == 0 || length > end - at) {
            return false;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if (BigEndian.getLong(line, at + i) != BigEndian.getLong(text, i)) {
                return false;
            }
        }
        if (BigEndian.getLong(line, at + last) != BigEndian.getLong(text, last)) {
            return false;
        }
        time.clearAfterMinutes(fields);
        return true;
    }

    /** Remembers {@code [from, to)} unless it is too short to be worth it, or too long. */
    void remember(byte[] line, int from, int to, TimeFields time) {
        if (to - from >= Long.BYTES && to - from <= MAX_BYTES) {
            length = to - from;
            System.arraycopy(line, from, text, 0, length);
            fields.clearAfterMinutes(time);
        }
    }
}
