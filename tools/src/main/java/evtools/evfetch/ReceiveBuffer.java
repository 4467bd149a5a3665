package evtools.evfetch;

import java.nio.ByteBuffer;

/** The buffer into which one connection's frames come, one after another. */
final class ReceiveBuffer {
    private static final int SMALLEST_BYTES = 256 << 10;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST_BYTES);

    /** The buffer, with room for at least that many bytes. */
    ByteBuffer room(int length) {
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocateDirect(length + length / 2);
        }
        return buffer;
    }
}
