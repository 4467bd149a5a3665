package evtools.transport;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A message's head and, if it is small, its body, to be written together. Used again and again. Not thread-safe. */
final class SmallMessage implements WritableByteChannel {
    /** Larger bodies are written from where they are. */
    static final int MAX_BODY_BYTES = 2 << 10;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(Connection.HEAD_BYTES + MAX_BODY_BYTES);

    /** Begins a message. */
    void head(OutgoingMessage message) {
        bytes.clear();
        bytes.putInt(message.length())
                .put((byte) message.type())
                .put((byte) message.flags())
                .putShort((short) 0);
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        bytes.put(source);
        return count;
    }

    /** What was written since {@link #head}. */
    ByteBuffer written() {
        return bytes.flip();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
