package evtools.fetch;

import java.nio.ByteBuffer;

/** The buffer into which one connection's frames come, one after another. */
public final class ReceiveBuffer {
    private static final int SMALLEST_BYTES = 256 << 10;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST_BYTES);

    /** The buffer, with room for at least that many bytes. */
    public ByteBuffer room(int length) {
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocateDirect(length + length / 2);
        }
        return buffer;
    }
}
