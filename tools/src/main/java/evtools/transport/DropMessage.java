package evtools.transport;

import evtools.replication.FrameKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of which an archive has a verified copy, to be deleted. The answer is an END with how many were deleted.
 *
 * <pre>
 *  DROP   0  4  count n, at most 10,000    4 20n  frames: origin u64, sequence u64, header crc u32
 * </pre>
 */
public final class DropMessage {
    /** Most frames in one message. */
    public static final int MAX_FRAMES = 10_000;

    private static final int FRAME_BYTES = 20;

    private DropMessage() {}

    /** The body. */
    public static ByteBuffer encode(List<FrameKey> frames) {
        ByteBuffer body = ByteBuffer.allocate(Integer.BYTES + FRAME_BYTES * frames.size());
        body.putInt(frames.size());
        for (FrameKey frame : frames) {
            body.putLong(frame.origin()).putLong(frame.sequence()).putInt(frame.headerCrc());
        }
        return body.flip();
    }

    /** Reads a body. */
    public static List<FrameKey> decode(ByteBuffer body) throws IOException {
        int count = body.remaining() < Integer.BYTES ? -1 : body.getInt();
        if (count < 0 || count > MAX_FRAMES || body.remaining() < count * FRAME_BYTES) {
            throw new IOException("list of " + count + " frames in " + body.remaining() + " bytes");
        }
        List<FrameKey> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frames.add(FrameStatesMessage.key(body));
        }
        return frames;
    }
}
