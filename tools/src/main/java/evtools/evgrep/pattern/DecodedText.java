package evtools.evgrep.pattern;

/**
 * A line as characters for {@code java.util.regex}. Bytes that are not valid UTF-8 become lone low
 * surrogates U+DC80…U+DCFF, which no set of ours contains.
 *
 * <p>Counts how often it is asked for a character, which is what bounds the steps of a match. Not
 * thread-safe; reused from line to line.
 */
final class DecodedText implements CharSequence {
    private static final long MAX_STEPS = 20_000_000;

    private char[] chars = new char[1024];
    /** The byte each character begins at; one more for the end. */
    private int[] offsets = new int[1025];

    private int length;
    private long steps;

    /** Thrown through the regex engine, which knows no checked exceptions. */
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManySteps() {
            super("too many steps", null, false, false);
        }
    }

    void decode(byte[] text, int start, int end) {
        if (chars.length < end - start) {
            chars = new char[end - start];
            offsets = new int[end - start + 1];
        }
        int n = 0;
        int p = start;
        while (p < end) {
            int decoded = text[p] >= 0 ? text[p] | 1 << 24 : Utf8.decode(text, p, end);
            offsets[n] = p;
            if (decoded == Utf8.INVALID) {
                chars[n++] = (char) (0xDC00 + (text[p] & 0xFF));
            } else if (Utf8.codePoint(decoded) <= 0xFFFF) {
                chars[n++] = (char) Utf8.codePoint(decoded);
            } else {
                chars[n++] = Character.highSurrogate(Utf8.codePoint(decoded));
                offsets[n] = p;
                chars[n++] = Character.lowSurrogate(Utf8.codePoint(decoded));
            }
            p += Utf8.length(decoded);
        }
        offsets[n] = end;
        length = n;
        steps = 0;
    }

    /** The byte at which character {@code index} begins. */
    int byteOffset(int index) {
        return offsets[index];
    }

    /** The first character that begins at or after a byte. */
    int indexAt(int byteOffset) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsets[middle] < byteOffset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        if (++steps > MAX_STEPS) {
            throw new TooManySteps();
        }
        return chars[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(chars, start, end - start);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}
