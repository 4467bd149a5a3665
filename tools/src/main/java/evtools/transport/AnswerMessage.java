package evtools.transport;

import evtools.replication.AnswerStatus;
import evtools.replication.FrameKey;
import evtools.replication.HolderSet;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a server says about a frame it was sent.
 *
 * <pre>
 *   0  8  origin     8  8  sequence     16  4  header crc of the frame
 *  20  1  status    21  1  count n      22  2  0
 *  24  9n holders: id u64, flags u8 (0x01 fsynced there)
 * </pre>
 *
 * @param key which frame
 * @param status what became of it
 * @param holders who is known to hold it
 */
public record AnswerMessage(FrameKey key, AnswerStatus status, HolderSet holders) {
    private static final int FIXED_BYTES = 24;
    private static final int HOLDER_BYTES = 9;
    private static final int FLAG_DURABLE = 0x01;

    /** The body of a message of type {@link MessageType#ANSWER}. */
    public ByteBuffer encode() {
        ByteBuffer body = ByteBuffer.allocate(FIXED_BYTES + HOLDER_BYTES * holders.size());
        body.putLong(key.origin()).putLong(key.sequence()).putInt(key.headerCrc());
        body.put((byte) status.code()).put((byte) holders.size()).putShort((short) 0);
        for (int i = 0; i < holders.size(); i++) {
            body.putLong(holders.holder(i)).put((byte) (holders.isDurable(i) ? FLAG_DURABLE : 0));
        }
        return body.flip();
    }

    /** Reads a body. */
    public static AnswerMessage decode(ByteBuffer body) throws IOException {
        if (body.remaining() < FIXED_BYTES) {
            throw new IOException("answer of " + body.remaining() + " bytes");
        }
        FrameKey key = new FrameKey(body.getLong(), body.getLong(), body.getInt());
        AnswerStatus status = AnswerStatus.of(body.get() & 0xFF);
        int count = body.get() & 0xFF;
        body.getShort();
        if (count > HolderSet.MAX_HOLDERS || body.remaining() < count * HOLDER_BYTES) {
            throw new IOException("answer with " + count + " holders in " + body.remaining() + " bytes");
        }
        HolderSet holders = new HolderSet();
        for (int i = 0; i < count; i++) {
            holders.add(body.getLong(), (body.get() & FLAG_DURABLE) != 0);
        }
        return new AnswerMessage(key, status, holders);
    }
}
