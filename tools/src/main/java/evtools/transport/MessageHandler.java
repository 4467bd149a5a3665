package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Receives a connection's messages, on the connection's reading thread. An exception ends the connection. */
public interface MessageHandler {
    /**
     * A buffer to receive a frame into, empty, with room for at least {@code length} bytes. May wait: then the other
     * side waits too.
     *
     * @return null: the frame is not wanted; it is read and dropped, and {@link #skipped} told
     */
    @Nullable
    ByteBuffer roomForFrame(int flags, int length) throws IOException;

    /** A whole frame has come, in the buffer that {@link #roomForFrame} gave, ready to be read. Not checked yet. */
    void frame(int flags, ByteBuffer frame) throws IOException;

    /**
     * A frame that {@link #roomForFrame} had no room for has come and is gone.
     *
     * @param header its first 96 bytes, not checked
     * @param length bytes of all of it
     */
    default void skipped(int flags, ByteBuffer header, int length) throws IOException {
        throw new IllegalStateException("there was room for every frame");
    }

    /** Any other message of a known or unknown type. {@code body} is valid during the call. */
    void message(int type, int flags, ByteBuffer body) throws IOException;
}
