package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;

/**
 * Where the fields of an event lie, as its lengths say: what they hold isn't looked at. {@link Shape#matches} does that
 * by comparing them with those of a valid event, and finds the values of its tokens. Reusable, not thread-safe.
 *
 * <pre>
 *   version point crc | host | app's length, app, marks' length, marks | tokens | line
 *                              └ head ───────────────────────────────┘
 * </pre>
 */
final class RowFields {
    byte[] buffer = new byte[0];
    int host;
    int hostLength;
    int head;
    int headLength;
    int tokens;
    int tokensEnd;
    int line;
    int lineLength;

    /** Per token; filled by {@link Shape#matches}. */
    int[] values = new int[64];

    int[] valueLengths = new int[64];

    /** Looks at an event; returns whether its lengths add up. */
    boolean read(byte[] source, int offset, int length) {
        buffer = source;
        if (length < EventFormat.MIN_EVENT_BYTES || source[offset] != EventFormat.VERSION) {
            return false;
        }
        int end = offset + length;
        host = offset + EventFormat.HOST_OFFSET + 1;
        hostLength = source[host - 1] & 0xFF;
        head = host + hostLength;
        if (end - head < 1) {
            return false;
        }
        int marks = head + 1 + (source[head] & 0xFF);
        if (end - marks < Short.BYTES) {
            return false;
        }
        int headEnd = marks + Short.BYTES + BigEndian.getUnsignedShort(source, marks);
        if (end - headEnd < Short.BYTES) {
            return false;
        }
        headLength = headEnd - head;
        tokens = headEnd + Short.BYTES;
        tokensEnd = tokens + BigEndian.getUnsignedShort(source, headEnd);
        if (end - tokensEnd < Short.BYTES) {
            return false;
        }
        line = tokensEnd + Short.BYTES;
        lineLength = BigEndian.getUnsignedShort(source, tokensEnd);
        return line + lineLength == end;
    }

    int crc() {
        return BigEndian.getInt(buffer, host - 1 - EventFormat.HOST_OFFSET + EventFormat.CRC_OFFSET);
    }

    /** Makes room for so many values. */
    void ensure(int count) {
        if (values.length < count) {
            values = new int[count * 2];
            valueLengths = new int[count * 2];
        }
    }
}
