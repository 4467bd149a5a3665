package evtools.transport;

import evtools.replication.BucketFrames;
import evtools.replication.FrameKey;
import evtools.replication.HealerLimits;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Which frames of a bucket a server holds: the question and the answer.
 *
 * <pre>
 *  ASK_FRAMES   0  8  bucket   8  8  tag   16  4  count n, at most 4,096
 *              20 20n  frames: origin u64, sequence u64, header crc u32
 *  FRAMES       0  8  tag      8  4  count n
 *              12  n  states, in the order of the question: 0 lacks it, 1 holds it, 2 holds it fsynced, 3 archived,
 *                     4 expired; others count as 0
 * </pre>
 */
public final class FrameStatesMessage {
    private static final int QUESTION_FIXED_BYTES = 20;
    private static final int FRAME_BYTES = 20;
    private static final int ANSWER_FIXED_BYTES = 12;

    private FrameStatesMessage() {}

    /** What a server knows of a frame: one of the codes. */
    public interface Lookup {
        int state(long origin, long sequence, int headerCrc);
    }

    /** Receives an answer. */
    public interface Answer {
        void states(long tag, byte[] states);
    }

    /** The body of a question for the frames {@code from…to}. */
    public static ByteBuffer question(long bucket, long tag, BucketFrames frames, int from, int to) {
        ByteBuffer body = ByteBuffer.allocate(QUESTION_FIXED_BYTES + FRAME_BYTES * (to - from));
        body.putLong(bucket).putLong(tag).putInt(to - from);
        for (int i = from; i < to; i++) {
            body.putLong(frames.origin(i)).putLong(frames.sequence(i)).putInt(frames.headerCrc(i));
        }
        return body.flip();
    }

    /** The body of the answer to a question. */
    public static ByteBuffer answer(ByteBuffer question, Lookup lookup) throws IOException {
        if (question.remaining() < QUESTION_FIXED_BYTES) {
            throw new IOException("question for frames of " + question.remaining() + " bytes");
        }
        question.getLong();
        long tag = question.getLong();
        int count = question.getInt();
        if (count < 0 || count > HealerLimits.MAX_ASKED_AT_ONCE || question.remaining() < count * FRAME_BYTES) {
            throw new IOException("question for " + count + " frames in " + question.remaining() + " bytes");
        }
        ByteBuffer body = ByteBuffer.allocate(ANSWER_FIXED_BYTES + count);
        body.putLong(tag).putInt(count);
        for (int i = 0; i < count; i++) {
            FrameKey key = key(question);
            body.put((byte) lookup.state(key.origin(), key.sequence(), key.headerCrc()));
        }
        return body.flip();
    }

    static FrameKey key(ByteBuffer body) {
        return new FrameKey(body.getLong(), body.getLong(), body.getInt());
    }

    /** Reads an answer. */
    public static void decode(ByteBuffer body, Answer answer) throws IOException {
        if (body.remaining() < ANSWER_FIXED_BYTES) {
            throw new IOException("states of frames of " + body.remaining() + " bytes");
        }
        long tag = body.getLong();
        int count = body.getInt();
        if (count < 0 || count > body.remaining()) {
            throw new IOException("states of " + count + " frames in " + body.remaining() + " bytes");
        }
        byte[] states = new byte[count];
        body.get(states);
        answer.states(tag, states);
    }
}
