package evtools.evtail;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.ShortCopy;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.stream.SharedTail;
import evtools.format.token.Tokeniser;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event straight to where it goes, without collecting its fields first: the tokeniser has said how long they
 * all are. Reusable, not thread-safe.
 *
 * <pre>
 *   length | version point crc | host | app | marks │ tokens in the line │ beside │ tail │ line
 * </pre>
 */
final class EventEncoder {
    private static final int ENTRY_LENGTHS_BYTES = 2;
    private static final SharedTail NOTHING = new SharedTail(new byte[0]);

    private final CRC32 crc32 = new CRC32();
    private final ByteArrayBuilder beside = new ByteArrayBuilder(256);
    private SharedTail tail = NOTHING;

    /** Forgets the tokens beside the line. */
    void begin() {
        beside.clear();
        tail = NOTHING;
    }

    /** Adds a token beside the line; a value of more than 255 bytes becomes several tokens. */
    void beside(byte[] key, byte[] source, int offset, int length) {
        int at = offset;
        int rest = length;
        do {
            int piece = Math.min(rest, EventFormat.MAX_SHORT_FIELD_BYTES);
            byte[] array = beside.ensure(ENTRY_LENGTHS_BYTES + key.length + piece);
            int to = beside.length();
            array[to] = (byte) key.length;
            array[to + 1] = (byte) piece;
            ShortCopy.copy(key, 0, array, to + ENTRY_LENGTHS_BYTES, key.length);
            ShortCopy.copy(source, at, array, to + ENTRY_LENGTHS_BYTES + key.length, piece);
            beside.advance(ENTRY_LENGTHS_BYTES + key.length + piece);
            at += piece;
            rest -= piece;
        } while (rest > 0);
    }

    /** Makes these entries the last ones beside the line. */
    void tail(SharedTail entries) {
        tail = entries;
    }

    /** What the tokens end in; null: in nothing that others share. */
    @Nullable
    SharedTail tail() {
        return tail == NOTHING ? null : tail;
    }

    /** The entries beside the line so far. */
    byte[] entries() {
        return beside.toByteArray();
    }

    /** An upper bound for the length of the event of a message that was scanned. */
    int maxLength(int messageLength, Tokeniser tokens) {
        return EventFormat.MIN_EVENT_BYTES
                + 2 * EventFormat.MAX_SHORT_FIELD_BYTES
                + (messageLength + 7) / 8
                + tokens.entryBytes()
                + beside.length()
                + tail.entries().length
                + messageLength;
    }

    /**
     * Appends the event with its length; the tokeniser has just scanned the message.
     *
     * @param version the first byte; unless it is {@link TailTable#WHOLE}, the tail is left out
     */
    void append(
            ByteArrayBuilder out,
            int version,
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
        byte[] last = version == TailTable.WHOLE ? tail.entries() : NOTHING.entries();
        int tokensLength = tokens.entryBytes() + beside.length() + last.length;
        int eventLength =
                EventFormat.MIN_EVENT_BYTES + hostLength + appLength + marksLength + tokensLength + lineLength;
        int wholeLength = eventLength - last.length + tail.entries().length;
        if (wholeLength > EventFormat.MAX_EVENT_BYTES) {
            throw new IllegalStateException("event of " + wholeLength + " bytes (expected at most 65535)");
        }
        byte[] array = out.ensure(EventFormat.LENGTH_BYTES + eventLength);
        int at = out.length();
        BigEndian.putShort(array, at, eventLength);
        at += EventFormat.LENGTH_BYTES;
        array[at] = (byte) version;
        BigEndian.putLong(array, at + EventFormat.POINT_OFFSET, point);
        crc32.reset();
        crc32.update(message, offset, length);
        BigEndian.putInt(array, at + EventFormat.CRC_OFFSET, (int) crc32.getValue());
        at += EventFormat.HOST_OFFSET;
        array[at++] = (byte) hostLength;
        ShortCopy.copy(hostSource, host, array, at, hostLength);
        at += hostLength;
        array[at++] = (byte) appLength;
        ShortCopy.copy(appSource, app, array, at, appLength);
        at += appLength;
        BigEndian.putShort(array, at, marksLength);
        int marks = at + Short.BYTES;
        for (int i = marks; i < marks + marksLength; i++) {
            array[i] = 0;
        }
        BigEndian.putShort(array, marks + marksLength, tokensLength);
        int token = marks + marksLength + Short.BYTES;
        int besideAt = token + tokens.entryBytes();
        int lastAt = besideAt + beside.length();
        int line = token + tokensLength + Short.BYTES;
        putTokens(array, token, message, tokens);
        ShortCopy.copy(beside.array(), 0, array, besideAt, beside.length());
        ShortCopy.copy(last, 0, array, lastAt, last.length);
        BigEndian.putShort(array, line - Short.BYTES, lineLength);
        putLine(array, marks, line, message, offset, length, tokens);
        out.advance(EventFormat.LENGTH_BYTES + eventLength);
    }

    private static void putTokens(byte[] array, int token, byte[] message, Tokeniser tokens) {
        int at = token;
        int count = tokens.count();
        for (int i = 0; i < count; i++) {
            int valueLength = tokens.length(i);
            int keyLength = tokens.keyLength(i);
            array[at] = (byte) keyLength;
            array[at + 1] = (byte) valueLength;
            at += ENTRY_LENGTHS_BYTES;
            if (keyLength > 0) {
                ShortCopy.copy(message, tokens.keyStart(i), array, at, keyLength);
                at += keyLength;
            }
            ShortCopy.copy(message, tokens.start(i), array, at, valueLength);
            at += valueLength;
        }
    }

    private static void putLine(
            byte[] array, int marks, int line, byte[] message, int offset, int length, Tokeniser tokens) {
        int done = offset;
        int at = line;
        int count = tokens.count();
        for (int i = 0; i < count; i++) {
            int start = tokens.start(i);
            ShortCopy.copy(message, done, array, at, start - done);
            at += start - done;
            int position = at - line;
            array[marks + (position >> 3)] |= (byte) (0x80 >>> (position & 7));
            array[at++] = EventFormat.PLACEHOLDER;
            done = start + tokens.length(i);
        }
        ShortCopy.copy(message, done, array, at, offset + length - done);
    }
}
