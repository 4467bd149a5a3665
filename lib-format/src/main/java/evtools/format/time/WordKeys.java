package evtools.format.time;

import java.nio.charset.StandardCharsets;

/** Keys of words that are taken out of a line's head and stand beside it. */
final class WordKeys {
    static final byte[] PID = key("pid");
    static final byte[] TID = key("tid");
    static final byte[] PRI = key("pri");
    static final byte[] LEVEL = key("level");

    private WordKeys() {}

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
