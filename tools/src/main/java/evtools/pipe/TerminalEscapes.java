package evtools.pipe;

import evtools.format.ByteArrayBuilder;

/**
 * Makes log text safe for a terminal: control characters become {@code \xNN}, so that no log line moves the cursor,
 * changes colours or answers a query. Tabs and bytes above 0x9F stay; C1 controls are escaped in their UTF-8 form.
 */
public final class TerminalEscapes {
    private static final String HEX = "0123456789abcdef";

    private TerminalEscapes() {}

    /** Appends a range of bytes, escaped. */
    public static void append(byte[] buffer, int offset, int length, ByteArrayBuilder out) {
        int end = offset + length;
        int done = offset;
        for (int i = offset; i < end; i++) {
            int value = buffer[i] & 0xFF;
            boolean control = (value < 0x20 && value != '\t') || value == 0x7F || isC1(buffer, i, offset);
            if (control) {
                out.put(buffer, done, i - done);
                out.put('\\').put('x').put(HEX.charAt(value >> 4)).put(HEX.charAt(value & 15));
                done = i + 1;
            }
        }
        out.put(buffer, done, end - done);
    }

    /** U+0080…U+009F are C2 80 … C2 9F in UTF-8; escaping the second byte is enough. */
    private static boolean isC1(byte[] buffer, int at, int start) {
        int value = buffer[at] & 0xFF;
        return value >= 0x80 && value < 0xA0 && at > start && (buffer[at - 1] & 0xFF) == 0xC2;
    }
}
