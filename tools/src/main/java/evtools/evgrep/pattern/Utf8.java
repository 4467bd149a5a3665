package evtools.evgrep.pattern;

/** Decodes UTF-8 strictly: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    /** What {@link #decode} gives for a byte that begins no valid sequence; its length is 1. */
    static final int INVALID = -1;

    private static final int LENGTH_SHIFT = 24;
    private static final int CODE_POINT_MASK = (1 << LENGTH_SHIFT) - 1;

    private Utf8() {}

    /**
     * The character at {@code at}, which is below {@code end}: {@link #INVALID}, or a value for {@link
     * #codePoint} and {@link #length}.
     */
    static int decode(byte[] text, int at, int end) {
        int b0 = text[at] & 0xFF;
        if (b0 < 0x80) {
            return b0 | 1 << LENGTH_SHIFT;
        }
        if (b0 < 0xC2 || b0 > 0xF4) {
            return INVALID;
        }
        int length = b0 < 0xE0 ? 2 : b0 < 0xF0 ? 3 : 4;
        if (end - at < length) {
            return INVALID;
        }
        int c = b0 & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            int b = text[at + i];
            if ((b & 0xC0) != 0x80) {
                return INVALID;
            }
            c = c << 6 | (b & 0x3F);
        }
        boolean overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
        if (overlong || c > CharSet.MAX || (c >= 0xD800 && c <= 0xDFFF)) {
            return INVALID;
        }
        return c | length << LENGTH_SHIFT;
    }

    static int codePoint(int decoded) {
        return decoded & CODE_POINT_MASK;
    }

    static int length(int decoded) {
        return decoded == INVALID ? 1 : decoded >>> LENGTH_SHIFT;
    }

    /** The code point that ends right before {@code at}, or {@link #INVALID}; {@code start} is below {@code at}. */
    static int before(byte[] text, int start, int at) {
        for (int back = 1; back <= 4 && at - back >= start; back++) {
            if ((text[at - back] & 0xC0) != 0x80) {
                int decoded = decode(text, at - back, at);
                return decoded != INVALID && length(decoded) == back ? codePoint(decoded) : INVALID;
            }
        }
        return INVALID;
    }
}
