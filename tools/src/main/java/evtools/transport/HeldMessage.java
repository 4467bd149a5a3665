package evtools.transport;

import evtools.replication.FrameSender;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Which frames of one origin a server holds: the question and the answer.
 *
 * <pre>
 *  ASK_HELD   0  8  origin    8  4  count n   12  8n  sequences
 *  HELD       0  8  origin    8  8  holder    16  4  count n   20  9n  sequence u64, state u8
 *             state: 0 not held, 1 held, 2 held and fsynced,
 *                    3 archived, 4 expired (deleted here, for good); others count as 0
 * </pre>
 */
public final class HeldMessage {
    private static final int QUESTION_FIXED_BYTES = 12;
    private static final int ANSWER_FIXED_BYTES = 20;
    private static final int ANSWER_ENTRY_BYTES = 9;

    private HeldMessage() {}

    /** What a server knows of a sequence number. */
    public interface Lookup {
        FrameSender.Held held(long origin, long sequence);
    }

    /** Receives an answer's entries. */
    public interface Entries {
        void held(long sequence, FrameSender.Held held);
    }

    /** The body of a question. */
    public static ByteBuffer question(long origin, long[] sequences) {
        ByteBuffer body = ByteBuffer.allocate(QUESTION_FIXED_BYTES + Long.BYTES * sequences.length);
        body.putLong(origin).putInt(sequences.length);
        for (long sequence : sequences) {
            body.putLong(sequence);
        }
        return body.flip();
    }

    /** The body of the answer to a question. */
    public static ByteBuffer answer(ByteBuffer question, long holder, Lookup lookup) throws IOException {
        if (question.remaining() < QUESTION_FIXED_BYTES) {
            throw new IOException("question of " + question.remaining() + " bytes");
        }
        long origin = question.getLong();
        int count = question.getInt();
        if (count < 0 || count > FrameSender.MAX_ASKED_AT_ONCE || question.remaining() < count * Long.BYTES) {
            throw new IOException("question for " + count + " frames in " + question.remaining() + " bytes");
        }
        ByteBuffer body = ByteBuffer.allocate(ANSWER_FIXED_BYTES + ANSWER_ENTRY_BYTES * count);
        body.putLong(origin).putLong(holder).putInt(count);
        for (int i = 0; i < count; i++) {
            long sequence = question.getLong();
            byte state = switch (lookup.held(origin, sequence)) {
                case NO -> 0;
                case YES -> 1;
                case DURABLY -> 2;
                case ARCHIVED -> 3;
                case EXPIRED -> 4;
            };
            body.putLong(sequence).put(state);
        }
        return body.flip();
    }

    /** Reads an answer. */
    public static void decode(ByteBuffer body, long origin, Entries entries) throws IOException {
        if (body.remaining() < ANSWER_FIXED_BYTES) {
            throw new IOException("answer of " + body.remaining() + " bytes");
        }
        if (body.getLong() != origin) {
            return;
        }
        body.getLong();
        int count = body.getInt();
        if (count < 0 || body.remaining() / ANSWER_ENTRY_BYTES < count) {
            throw new IOException("answer for " + count + " frames in " + body.remaining() + " bytes");
        }
        for (int i = 0; i < count; i++) {
            long sequence = body.getLong();
            FrameSender.Held held = switch (body.get()) {
                case 1 -> FrameSender.Held.YES;
                case 2 -> FrameSender.Held.DURABLY;
                case 3 -> FrameSender.Held.ARCHIVED;
                case 4 -> FrameSender.Held.EXPIRED;
                default -> FrameSender.Held.NO;
            };
            entries.held(sequence, held);
        }
    }
}
