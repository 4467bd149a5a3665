package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A message waiting to be written. */
public interface OutgoingMessage {
    int type();

    int flags();

    /** Bytes of the body. */
    int length();

    /** Writes exactly {@link #length} bytes. */
    void writeBody(WritableByteChannel channel) throws IOException;

    /** The message is written, or never will be: what it holds may go. Called exactly once. */
    default void done() {}

    /** A message whose body is small and in memory. */
    static OutgoingMessage of(int type, ByteBuffer body) {
        int length = body.remaining();
        return new OutgoingMessage() {
            @Override
            public int type() {
                return type;
            }

            @Override
            public int flags() {
                return 0;
            }

            @Override
            public int length() {
                return length;
            }

            @Override
            public void writeBody(WritableByteChannel channel) throws IOException {
                while (body.hasRemaining()) {
                    channel.write(body);
                }
            }
        };
    }
}
