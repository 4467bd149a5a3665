package evtools.evtail;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.token.Tokeniser;
import java.util.zip.CRC32;

/**
 * Writes an event straight to where it goes, without collecting its fields first: the tokeniser has said how long they
 * all are. Reusable, not thread-safe.
 *
 * <pre>
 *   length | version point crc | host | app | marks │ tokens in the line │ beside │ line
 *                                             └──────────┴───── filled side by side ─┘
 * </pre>
 */
final class EventEncoder {
    private final CRC32 crc32 = new CRC32();
    private final ByteArrayBuilder beside = new ByteArrayBuilder(256);
    private int besideBytes;

    /** Forgets the tokens beside the line. */
    void begin() {
        beside.clear();
        besideBytes = 0;
    }

    /** Adds a token beside the line; a value of more than 255 bytes becomes several tokens. */
    void beside(byte[] key, byte[] source, int offset, int length) {
        int at = offset;
        int rest = length;
        do {
            int piece = Math.min(rest, EventFormat.MAX_SHORT_FIELD_BYTES);
            beside.put(key.length).put(piece).put(key).put(source, at, piece);
            at += piece;
            rest -= piece;
        } while (rest > 0);
        besideBytes = beside.length();
    }

    /** An upper bound for the length of the event of a message that was scanned. */
    int maxLength(int messageLength, Tokeniser tokens) {
        return EventFormat.MIN_EVENT_BYTES
                + 2 * EventFormat.MAX_SHORT_FIELD_BYTES
                + (messageLength + 7) / 8
                + tokens.entryBytes()
                + besideBytes
                + messageLength;
    }

    /** Appends the event with its length; the tokeniser has just scanned the message. */
    void append(
            ByteArrayBuilder out,
            long point,
            byte[] hostSource,
            int host,
            int hostLength,
            byte[] appSource,
            int app,
            int appLength,
            byte[] message,
            int offset,
            int length,
            Tokeniser tokens) {
        int count = tokens.count();
        int lineLength = length - tokens.valueBytes() + count;
        int marksLength = 0;
        if (count > 0) {
            int last = count - 1;
            int lastPosition = tokens.start(last) - offset - (tokens.valueBytes() - tokens.length(last)) + last;
            marksLength = (lastPosition >> 3) + 1;
        }
        int tokensLength = tokens.entryBytes() + besideBytes;
        int eventLength =
                EventFormat.MIN_EVENT_BYTES + hostLength + appLength + marksLength + tokensLength + lineLength;
        if (eventLength > EventFormat.MAX_EVENT_BYTES) {
            throw new IllegalStateException("event of " + eventLength + " bytes (expected at most 65535)");
        }
        byte[] array = out.ensure(EventFormat.LENGTH_BYTES + eventLength);
        int at = out.length();
        BigEndian.putShort(array, at, eventLength);
        at += EventFormat.LENGTH_BYTES;
        array[at] = EventFormat.VERSION;
        BigEndian.putLong(array, at + EventFormat.POINT_OFFSET, point);
        crc32.reset();
        crc32.update(message, offset, length);
        BigEndian.putInt(array, at + EventFormat.CRC_OFFSET, (int) crc32.getValue());
        at += EventFormat.HOST_OFFSET;
        array[at++] = (byte) hostLength;
        System.arraycopy(hostSource, host, array, at, hostLength);
        at += hostLength;
        array[at++] = (byte) appLength;
        System.arraycopy(appSource, app, array, at, appLength);
        at += appLength;
        BigEndian.putShort(array, at, marksLength);
        int marks = at + Short.BYTES;
        for (int i = marks; i < marks + marksLength; i++) {
            array[i] = 0;
        }
        BigEndian.putShort(array, marks + marksLength, tokensLength);
        int token = marks + marksLength + Short.BYTES;
        int lineField = token + tokensLength;
        BigEndian.putShort(array, lineField, lineLength);
        fill(array, marks, token, lineField + Short.BYTES, message, offset, length, tokens);
        System.arraycopy(beside.array(), 0, array, token + tokens.entryBytes(), besideBytes);
        out.advance(EventFormat.LENGTH_BYTES + eventLength);
    }

    private static void fill(
            byte[] array, int marks, int token, int line, byte[] message, int offset, int length, Tokeniser tokens) {
        int count = tokens.count();
        int done = offset;
        int tokenAt = token;
        int lineAt = line;
        for (int i = 0; i < count; i++) {
            int start = tokens.start(i);
            int valueLength = tokens.length(i);
            int keyLength = tokens.keyLength(i);
            System.arraycopy(message, done, array, lineAt, start - done);
            lineAt += start - done;
            int position = lineAt - line;
            array[marks + (position >> 3)] |= (byte) (0x80 >>> (position & 7));
            array[lineAt++] = EventFormat.PLACEHOLDER;
            array[tokenAt] = (byte) keyLength;
            array[tokenAt + 1] = (byte) valueLength;
            System.arraycopy(message, tokens.keyStart(i), array, tokenAt + 2, keyLength);
            System.arraycopy(message, start, array, tokenAt + 2 + keyLength, valueLength);
            tokenAt += 2 + keyLength + valueLength;
            done = start + valueLength;
        }
        System.arraycopy(message, done, array, lineAt, offset + length - done);
    }
}
