package evtools.format.event;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.form.Form;
import evtools.format.form.FormCache;
import evtools.format.form.FormFields;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds what an event shows: its message, and the original line. Holds buffers and a cache of forms, so keep one
 * and reuse it. Not thread-safe.
 */
public final class Messages {
    private final ByteArrayBuilder message = new ByteArrayBuilder(1024);
    private final ByteArrayBuilder formText = new ByteArrayBuilder(255);
    private final CRC32 crc32 = new CRC32();
    private final TokenCursor cursor = new TokenCursor();
    private final Form messageOnly = Form.messageOnly();
    private final FormCache forms = new FormCache();
    private final EventFields fields = new EventFields();

    /** By the first byte of events: the form in their tail, as far as it is known. */
    private final @Nullable Form[] formOfTail = new Form[1 << Byte.SIZE];

    private final boolean[] tailIsKnown = new boolean[1 << Byte.SIZE];
    private @Nullable TailTable tailsKnown;
    private int generationKnown;

    /** Appends the message: the line with its tokens put back ({@code docs/FORMAT.md} 2.2). */
    public void appendMessage(EventView event, ByteArrayBuilder out) {
        byte[] buffer = event.buffer();
        int line = event.lineOffset();
        int done = 0;
        int token = event.tokensOffset();
        int marks = event.marksOffset();
        for (int i = 0; i < event.marksLength(); i++) {
            int bits = buffer[marks + i] & 0xFF;
            while (bits != 0) {
                int bit = Integer.numberOfLeadingZeros(bits) - 24;
                int position = (i << 3) + bit;
                int keyLength = buffer[token] & 0xFF;
                int valueLength = buffer[token + 1] & 0xFF;
                out.put(buffer, line + done, position - done);
                out.put(buffer, token + 2 + keyLength, valueLength);
                token += 2 + keyLength + valueLength;
                done = position + 1;
                bits &= ~(0x80 >>> bit);
            }
        }
        out.put(buffer, line + done, event.lineLength() - done);
    }

    /** Whether the event's crc is that of its message. */
    public boolean crcMatches(EventView event) {
        message.clear();
        appendMessage(event, message);
        crc32.reset();
        crc32.update(message.array(), 0, message.length());
        return (int) crc32.getValue() == event.crc();
    }

    /**
     * Appends the original line with its line end ({@code docs/FORMAT.md} section 3).
     *
     * @return whether the event's form could be carried out; if not, the message and a line feed were appended
     */
    public boolean appendRawLine(EventView event, ByteArrayBuilder out) {
        message.clear();
        appendMessage(event, message);
        Form form = form(event);
        int start = out.length();
        fields.event = event;
        fields.beside.beside(event);
        if (form != null && form.render(fields, out)) {
            return true;
        }
        out.truncate(start);
        out.put(message.array(), 0, message.length()).put('\n');
        return false;
    }

    /** The event's form, or null if it has one that is invalid. */
    public @Nullable Form form(EventView event) {
        if (!cursor.beside(event).next(OwnKeys.form())) {
            return messageOnly;
        }
        return cursor.isInTail() ? formOfTail(event) : form(cursor);
    }

    private @Nullable Form form(TokenCursor token) {
        formText.clear();
        token.appendWholeValue(OwnKeys.form(), formText);
        return forms.get(formText.array(), 0, formText.length());
    }

    /** Events that share a tail have the form in it; it is looked up once. */
    @SuppressWarnings("ReferenceEquality") // The same table, whatever is in it: its generation says that.
    private @Nullable Form formOfTail(EventView event) {
        TailTable tails = event.tails();
        if (tails != tailsKnown || tails.generation() != generationKnown) {
            tailsKnown = tails;
            generationKnown = tails.generation();
            Arrays.fill(tailIsKnown, false);
        }
        int tail = event.tail();
        if (!tailIsKnown[tail]) {
            formOfTail[tail] = form(cursor);
            tailIsKnown[tail] = true;
        }
        return formOfTail[tail];
    }

    /** The fields of one event as its form sees them. */
    private final class EventFields implements FormFields {
        private EventView event = new EventView();
        private final TokenCursor beside = new TokenCursor();

        @Override
        public long point() {
            return BigEndian.getLong(event.buffer(), event.offset() + EventFormat.POINT_OFFSET);
        }

        @Override
        public byte[] message() {
            return message.array();
        }

        @Override
        public int messageLength() {
            return message.length();
        }

        @Override
        public void appendHost(ByteArrayBuilder out) {
            if (event.hostLength() < EventFormat.MAX_SHORT_FIELD_BYTES || !appendOwn(OwnKeys.host(), out)) {
                out.put(event.buffer(), event.hostOffset(), event.hostLength());
            }
        }

        @Override
        public void appendApp(ByteArrayBuilder out) {
            if (event.appLength() < EventFormat.MAX_SHORT_FIELD_BYTES || !appendOwn(OwnKeys.app(), out)) {
                out.put(event.buffer(), event.appOffset(), event.appLength());
            }
        }

        @Override
        public boolean appendNextBeside(ByteArrayBuilder out) {
            while (beside.next()) {
                if (!beside.isOwn()) {
                    out.put(beside.buffer(), beside.valueOffset(), beside.valueLength());
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean appendTimeText(ByteArrayBuilder out) {
            return appendOwn(OwnKeys.time(), out);
        }

        private boolean appendOwn(byte[] key, ByteArrayBuilder out) {
            if (!cursor.beside(event).next(key)) {
                return false;
            }
            cursor.appendWholeValue(key, out);
            return true;
        }
    }
}
