package evtools.evgrep;

import evtools.evgrep.pattern.RawBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as the bytes they were given as. Java decodes them before a program sees them and puts U+FFFD for what is
 * not UTF-8; Linux shows the bytes in {@code /proc/self/cmdline}, each argument with a 0 after it. Not thread-safe.
 */
final class RawArguments {
    private final byte[] bytes;
    private int next;

    private RawArguments(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Those of this process; none where the system doesn't show them. */
    static RawArguments ofProcess() {
        try {
            return new RawArguments(Files.readAllBytes(Path.of("/proc/self/cmdline")));
        } catch (IOException e) {
            return new RawArguments(new byte[0]);
        }
    }

    /**
     * What Java decoded to {@code value}, which is an argument or the end of one. To be asked for in the order of the
     * command line.
     *
     * @return as {@link RawBytes#decode} gives it; null: there is no such argument
     */
    @Nullable
    String find(String value) {
        while (next < bytes.length) {
            int start = next;
            int end = start;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            next = end + 1;
            String decoded = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            if (decoded.endsWith(value)) {
                String option = decoded.substring(0, decoded.length() - value.length());
                int from = start + option.getBytes(StandardCharsets.UTF_8).length;
                String rest = new String(Arrays.copyOfRange(bytes, Math.min(from, end), end), StandardCharsets.UTF_8);
                if (rest.equals(value)) {
                    return RawBytes.decode(bytes, from, end);
                }
            }
        }
        return null;
    }
}
