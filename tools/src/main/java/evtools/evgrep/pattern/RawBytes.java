package evtools.evgrep.pattern;

/**
 * Bytes that are not valid UTF-8, where characters are expected:
 *
 * <pre>
 * in strings       U+DC80 … U+DCFF        lone low surrogates, which no valid text has
 * as code points   110080 … 1100FF (hex)  above all of Unicode, so that no set has them but one of their own
 * </pre>
 */
public final class RawBytes {
    /** The least code point of such a byte. */
    static final int FIRST = 0x11_0080;
    /** The greatest. */
    static final int LAST = 0x11_00FF;

    private static final int SURROGATES = 0xDC00;
    private static final int CODE_POINTS = 0x11_0000;

    private RawBytes() {}

    /** Text as a string, with bytes that are not valid UTF-8 as surrogates. */
    public static String decode(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int at = from; at < to; ) {
            int decoded = Utf8.decode(bytes, at, to);
            if (decoded == Utf8.INVALID) {
                text.append((char) (SURROGATES + (bytes[at] & 0xFF)));
            } else {
                text.appendCodePoint(Utf8.codePoint(decoded));
            }
            at += Utf8.length(decoded);
        }
        return text.toString();
    }

    /** The code points of a pattern. */
    static int[] codePoints(String pattern) {
        int[] points = pattern.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (points[i] >= SURROGATES + 0x80 && points[i] <= SURROGATES + 0xFF) {
                points[i] += CODE_POINTS - SURROGATES;
            }
        }
        return points;
    }

    /** The surrogate that stands for a code point of ours in strings. */
    static int surrogate(int codePoint) {
        return codePoint - CODE_POINTS + SURROGATES;
    }

    /**
     * Bytes that the edges of words take for letters, as in GNU grep, which reads them there as Latin-1. For {@code -w}
     * and {@code \w} they are none.
     */
    static CharSet letters() {
        CharSet letters = CharSet.NONE;
        for (int b = 0x80; b <= 0xFF; b++) {
            if (isLetter((byte) b)) {
                letters = letters.union(CharSet.of(CODE_POINTS + b));
            }
        }
        return letters;
    }

    static boolean isLetter(byte b) {
        return Character.isLetter(b & 0xFF);
    }
}
