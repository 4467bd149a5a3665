package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives a connection's messages, on the connection's reading thread. An exception ends the connection. */
public interface MessageHandler {
    /**
     * A buffer to receive a frame into, empty, with room for at least {@code length} bytes. May wait: then the other
     * side waits too.
     */
    ByteBuffer roomForFrame(int flags, int length) throws IOException;

    /** A whole frame has come, in the buffer that {@link #roomForFrame} gave, ready to be read. Not checked yet. */
    void frame(int flags, ByteBuffer frame) throws IOException;

    /** Any other message of a known or unknown type. {@code body} is valid during the call. */
    void message(int type, int flags, ByteBuffer body) throws IOException;
}
