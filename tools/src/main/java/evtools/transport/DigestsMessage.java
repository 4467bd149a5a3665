package evtools.transport;

import evtools.replication.BucketDigests;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A node of a server's tree of digests: the question and the answer.
 *
 * <pre>
 *  ASK_DIGESTS   0  1  level 1…6    1  7  0              8  8  index
 *  DIGESTS       0  1  level        1  1  count n ≤ 64   2  6  0    8  8  index
 *               16  8  digest of the node               24  8  digest of the ranges of archived frames
 *               32  9n  children that have something: number u8 (0…63), digest u64
 * </pre>
 *
 * @param node what the server says of the node
 * @param archivedDigest its digest of the ranges of archived frames it knows of; 0: of none
 */
public record DigestsMessage(BucketDigests node, long archivedDigest) {
    private static final int QUESTION_BYTES = 16;
    private static final int FIXED_BYTES = 32;
    private static final int CHILD_BYTES = 9;

    /** A question. */
    public record Question(int level, long index) {
        /** The body of an ASK_DIGESTS. */
        public ByteBuffer encode() {
            return ByteBuffer.allocate(QUESTION_BYTES).put(0, (byte) level).putLong(8, index);
        }

        /** Reads such a body. */
        public static Question decode(ByteBuffer body) throws IOException {
            if (body.remaining() < QUESTION_BYTES) {
                throw new IOException("question for digests of " + body.remaining() + " bytes");
            }
            return new Question(body.get(body.position()) & 0xFF, body.getLong(body.position() + 8));
        }
    }

    /** The body of a DIGESTS. */
    public ByteBuffer encode() {
        int count = 0;
        for (int i = 0; i < BucketDigests.FANOUT; i++) {
            count += node.child(i) != 0 ? 1 : 0;
        }
        ByteBuffer body = ByteBuffer.allocate(FIXED_BYTES + CHILD_BYTES * count);
        body.put((byte) node.level()).put((byte) count).putShort((short) 0).putInt(0);
        body.putLong(node.index()).putLong(node.digest()).putLong(archivedDigest);
        for (int i = 0; i < BucketDigests.FANOUT; i++) {
            if (node.child(i) != 0) {
                body.put((byte) i).putLong(node.child(i));
            }
        }
        return body.flip();
    }

    /** Reads such a body. */
    public static DigestsMessage decode(ByteBuffer body) throws IOException {
        if (body.remaining() < FIXED_BYTES) {
            throw new IOException("digests of " + body.remaining() + " bytes");
        }
        int level = body.get() & 0xFF;
        int count = body.get() & 0xFF;
        body.getShort();
        body.getInt();
        BucketDigests node = new BucketDigests(level, body.getLong(), body.getLong());
        long archived = body.getLong();
        if (count > BucketDigests.FANOUT || body.remaining() < count * CHILD_BYTES) {
            throw new IOException("digests of " + count + " children in " + body.remaining() + " bytes");
        }
        for (int i = 0; i < count; i++) {
            int number = body.get();
            if (number < 0 || number >= BucketDigests.FANOUT) {
                throw new IOException("digest of child " + number);
            }
            node.setChild(number, body.getLong());
        }
        return new DigestsMessage(node, archived);
    }
}
