package evtools.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bodies of small messages that every side writes the same way, {@code docs/PROTOCOL.md} section 3. */
public final class Messages {
    /** Longest text of an {@link MessageType#ERROR}. */
    private static final int MAX_TEXT_BYTES = 1_024;

    private Messages() {}

    /** The body of an {@link MessageType#ERROR}: its text. */
    public static ByteBuffer error(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MAX_TEXT_BYTES));
    }

    /** The text of an {@link MessageType#ERROR}. */
    public static String text(ByteBuffer body) {
        return StandardCharsets.UTF_8
                .decode(body.duplicate().limit(Math.min(body.limit(), MAX_TEXT_BYTES)))
                .toString();
    }
}
