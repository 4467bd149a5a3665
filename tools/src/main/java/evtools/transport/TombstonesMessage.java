package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Ranges of archived frames that a server knows of: the question and the answer.
 *
 * <pre>
 *  ASK_TOMBSTONES   0  8  after origin    8  8  after first sequence: ranges behind that one are wanted
 *  TOMBSTONES       0  4  count n, at most 10,000    4  1  1 if there are more    5  3  0
 *                   8 24n  origin u64, first u64, last u64; by origin and first, unsigned
 * </pre>
 */
public final class TombstonesMessage {
    /** Most ranges in one answer. */
    public static final int MAX_RANGES = 10_000;

    private static final int QUESTION_BYTES = 16;
    private static final int FIXED_BYTES = 8;
    private static final int RANGE_BYTES = 24;
    private static final int LONGS = 3;

    private TombstonesMessage() {}

    /** The body of a question. */
    public static ByteBuffer question(long afterOrigin, long afterFirst) {
        return ByteBuffer.allocate(QUESTION_BYTES).putLong(0, afterOrigin).putLong(Long.BYTES, afterFirst);
    }

    /** Reads a question: origin and first sequence. */
    public static long[] decodeQuestion(ByteBuffer body) throws IOException {
        if (body.remaining() < QUESTION_BYTES) {
            throw new IOException("question for tombstones of " + body.remaining() + " bytes");
        }
        return new long[] {body.getLong(), body.getLong()};
    }

    /** The body of an answer; {@code ranges} as origin, first and last, one after the other. */
    public static ByteBuffer answer(long[] ranges, boolean more) {
        ByteBuffer body = ByteBuffer.allocate(FIXED_BYTES + Long.BYTES * ranges.length);
        body.putInt(ranges.length / LONGS)
                .put((byte) (more ? 1 : 0))
                .put((byte) 0)
                .putShort((short) 0);
        for (long value : ranges) {
            body.putLong(value);
        }
        return body.flip();
    }

    /** Whether more follow an answer. */
    public static boolean hasMore(ByteBuffer answer) {
        return answer.remaining() >= FIXED_BYTES && answer.get(answer.position() + Integer.BYTES) == 1;
    }

    /** The ranges of an answer. */
    public static long[] decode(ByteBuffer body) throws IOException {
        if (body.remaining() < FIXED_BYTES) {
            throw new IOException("tombstones of " + body.remaining() + " bytes");
        }
        int count = body.getInt();
        body.getInt();
        if (count < 0 || count > MAX_RANGES || body.remaining() < count * RANGE_BYTES) {
            throw new IOException(count + " tombstones in " + body.remaining() + " bytes");
        }
        long[] ranges = new long[count * LONGS];
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = body.getLong();
        }
        for (int i = 0; i < ranges.length; i += LONGS) {
            if (Long.compareUnsigned(ranges[i + 1], ranges[i + 2]) > 0) {
                throw new IOException("tombstones of a range that ends before it begins");
            }
        }
        return ranges;
    }
}
