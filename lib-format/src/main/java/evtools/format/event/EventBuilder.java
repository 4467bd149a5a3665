package evtools.format.event;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Makes one event after another. Reusable, not thread-safe; copies what it is given.
 *
 * <pre>
 *   begin(point); host(…); app(…);
 *   text("check pass; uid="); token(key "uid", value "0"); …      the line, from left to right
 *   beside(key "pid", value "19939"); besideWhole("_form", …);    after all of the line, in the order of FORMAT.md 2.4
 *   finish(out)
 * </pre>
 */
public final class EventBuilder {
    private static final byte[] NO_KEY = new byte[0];

    private final ByteArrayBuilder host = new ByteArrayBuilder(64);
    private final ByteArrayBuilder app = new ByteArrayBuilder(64);
    private final ByteArrayBuilder tokens = new ByteArrayBuilder(1024);
    private final ByteArrayBuilder line = new ByteArrayBuilder(1024);
    private final CRC32 crc32 = new CRC32();
    private byte[] marks = new byte[64];
    private int marksLength;
    private long point;
    private int crc;
    private boolean crcKnown;

    public EventBuilder begin(long point) {
        this.point = point;
        host.clear();
        app.clear();
        tokens.clear();
        line.clear();
        Arrays.fill(marks, 0, marksLength, (byte) 0);
        marksLength = 0;
        crcKnown = false;
        return this;
    }

    /** The host, of any length: the field is cut to 255 bytes, the caller adds the whole text beside the line. */
    public EventBuilder host(byte[] source, int offset, int length) {
        host.clear();
        host.put(source, offset, length);
        return this;
    }

    /** The app, of any length: the field is cut to 255 bytes, the caller adds the whole text beside the line. */
    public EventBuilder app(byte[] source, int offset, int length) {
        app.clear();
        app.put(source, offset, length);
        return this;
    }

    /**
     * Says what the whole message is, so that its crc can be computed in one go; it must be what text and tokens add
     * up to. Optional.
     */
    public EventBuilder message(byte[] source, int offset, int length) {
        crc32.reset();
        crc32.update(source, offset, length);
        crc = (int) crc32.getValue();
        crcKnown = true;
        return this;
    }

    /** Text that stays in the line. */
    public EventBuilder text(byte[] source, int offset, int length) {
        line.put(source, offset, length);
        return this;
    }

    /** A token without a key, in the line; at most 255 bytes. */
    public EventBuilder token(byte[] source, int offset, int length) {
        return token(NO_KEY, 0, 0, source, offset, length);
    }

    /** A token in the line; key and value at most 255 bytes each. */
    public EventBuilder token(
            byte[] keySource, int keyOffset, int keyLength, byte[] source, int valueOffset, int valueLength) {
        int position = line.length();
        int index = position >> 3;
        if (index >= marks.length) {
            marks = Arrays.copyOf(marks, Math.max(index + 1, marks.length * 2));
        }
        marks[index] |= (byte) (0x80 >>> (position & 7));
        marksLength = index + 1;
        line.put(EventFormat.PLACEHOLDER);
        putToken(keySource, keyOffset, keyLength, source, valueOffset, valueLength);
        return this;
    }

    /** A token beside the line; key and value at most 255 bytes each. */
    public EventBuilder beside(byte[] key, byte[] source, int offset, int length) {
        putToken(key, 0, key.length, source, offset, length);
        return this;
    }

    /** A value of any length beside the line, cut into as many tokens as it needs. */
    public EventBuilder besideWhole(byte[] key, byte[] source, int offset, int length) {
        int at = offset;
        int rest = length;
        while (rest > EventFormat.MAX_SHORT_FIELD_BYTES) {
            putToken(key, 0, key.length, source, at, EventFormat.MAX_SHORT_FIELD_BYTES);
            at += EventFormat.MAX_SHORT_FIELD_BYTES;
            rest -= EventFormat.MAX_SHORT_FIELD_BYTES;
        }
        putToken(key, 0, key.length, source, at, rest);
        return this;
    }

    private void putToken(byte[] keySource, int keyOffset, int keyLength, byte[] source, int offset, int length) {
        if (keyLength > EventFormat.MAX_SHORT_FIELD_BYTES || length > EventFormat.MAX_SHORT_FIELD_BYTES) {
            throw new IllegalArgumentException("token key of " + keyLength + " bytes, value of " + length
                    + " (expected at most " + EventFormat.MAX_SHORT_FIELD_BYTES + " each)");
        }
        byte[] array = tokens.ensure(2 + keyLength + length);
        int at = tokens.length();
        array[at] = (byte) keyLength;
        array[at + 1] = (byte) length;
        System.arraycopy(keySource, keyOffset, array, at + 2, keyLength);
        System.arraycopy(source, offset, array, at + 2 + keyLength, length);
        tokens.advance(2 + keyLength + length);
    }

    /** The length that the event has so far, without its own 2 length bytes. */
    public int length() {
        return EventFormat.MIN_EVENT_BYTES
                + Math.min(host.length(), EventFormat.MAX_SHORT_FIELD_BYTES)
                + Math.min(app.length(), EventFormat.MAX_SHORT_FIELD_BYTES)
                + marksLength
                + tokens.length()
                + line.length();
    }

    /**
     * Appends the event, preceded by its length.
     *
     * @return the event's length, without the 2 length bytes; the event is the end of {@code out}
     * @throws IllegalStateException if it is longer than an event can be; nothing is appended then
     */
    public int finish(ByteArrayBuilder out) {
        int length = length();
        if (length > EventFormat.MAX_EVENT_BYTES) {
            throw new IllegalStateException("event of " + length + " bytes (expected at most 65535)");
        }
        int hostLength = Math.min(host.length(), EventFormat.MAX_SHORT_FIELD_BYTES);
        int appLength = Math.min(app.length(), EventFormat.MAX_SHORT_FIELD_BYTES);
        byte[] array = out.ensure(EventFormat.LENGTH_BYTES + length);
        int at = out.length();
        BigEndian.putShort(array, at, length);
        at += EventFormat.LENGTH_BYTES;
        array[at] = EventFormat.VERSION;
        BigEndian.putLong(array, at + EventFormat.POINT_OFFSET, point);
        BigEndian.putInt(array, at + EventFormat.CRC_OFFSET, crcKnown ? crc : crcOfParts());
        at += EventFormat.HOST_OFFSET;
        array[at++] = (byte) hostLength;
        System.arraycopy(host.array(), 0, array, at, hostLength);
        at += hostLength;
        array[at++] = (byte) appLength;
        System.arraycopy(app.array(), 0, array, at, appLength);
        at += appLength;
        at = putField(array, at, marks, marksLength);
        at = putField(array, at, tokens.array(), tokens.length());
        putField(array, at, line.array(), line.length());
        out.advance(EventFormat.LENGTH_BYTES + length);
        return length;
    }

    private static int putField(byte[] array, int at, byte[] field, int length) {
        BigEndian.putShort(array, at, length);
        System.arraycopy(field, 0, array, at + Short.BYTES, length);
        return at + Short.BYTES + length;
    }

    private int crcOfParts() {
        crc32.reset();
        int done = 0;
        int token = 0;
        byte[] tokenBytes = tokens.array();
        for (int i = 0; i < marksLength; i++) {
            int bits = marks[i] & 0xFF;
            while (bits != 0) {
                int bit = Integer.numberOfLeadingZeros(bits) - 24;
                int position = (i << 3) + bit;
                int keyLength = tokenBytes[token] & 0xFF;
                int valueLength = tokenBytes[token + 1] & 0xFF;
                crc32.update(line.array(), done, position - done);
                crc32.update(tokenBytes, token + 2 + keyLength, valueLength);
                token += 2 + keyLength + valueLength;
                done = position + 1;
                bits &= ~(0x80 >>> bit);
            }
        }
        crc32.update(line.array(), done, line.length() - done);
        return (int) crc32.getValue();
    }
}
