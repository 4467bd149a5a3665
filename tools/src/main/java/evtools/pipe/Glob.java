package evtools.pipe;

import java.nio.charset.StandardCharsets;

/** A shell pattern over bytes: {@code *} any bytes, {@code ?} one byte, the rest itself. Immutable. */
public final class Glob {
    private final byte[] pattern;

    /** @param pattern its text, in UTF-8 */
    public Glob(String pattern) {
        this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether all of {@code text[offset … offset + length)} fits. Linear but for the number of stars. */
    public boolean matches(byte[] text, int offset, int length) {
        int end = offset + length;
        int at = offset;
        int p = 0;
        int star = -1;
        int retry = 0;
        while (at < end) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                retry = at;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
