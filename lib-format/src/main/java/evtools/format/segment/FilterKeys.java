package evtools.format.segment;

/**
 * Finds the keys of a block's filter in a text: what is long and random, such as ids, and follows from the text alone.
 *
 * <ul>
 *   <li>a UUID: 8-4-4-4-12 hexadecimal digits, wherever it stands;
 *   <li>a run of hexadecimal digits, as long as it goes, of at least 8 with a digit and a letter, or at least 16.
 * </ul>
 *
 * <p>A key's hash is that of its bytes in lower case: FNV-1a, 64 bits.
 */
final class FilterKeys {
    static final int MIN_MIXED = 8;
    static final int MIN_DECIMAL = 16;
    static final int UUID_BYTES = 36;

    private static final long FNV_START = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private static final int DIGIT = 1;
    private static final int LETTER = 2;

    /** By byte: {@link #DIGIT}, {@link #LETTER} of hexadecimal numbers, or 0. */
    private static final byte[] KINDS = new byte[256];

    static {
        for (int i = 0; i < KINDS.length; i++) {
            KINDS[i] = (byte) hexKind((byte) i);
        }
    }

    private FilterKeys() {}

    /** Is told of keys. */
    interface Visitor {
        /** A run of hexadecimal digits. */
        void run(long hash, int length, boolean letters);

        /** A UUID. */
        void uuid(long hash);
    }

    static void scan(byte[] text, int from, int to, Visitor visitor) {
        int at = from;
        // What is shorter than the shortest key, up to the end, holds none.
        while (at <= to - MIN_MIXED) {
            int kind = KINDS[text[at] & 0xFF];
            if (kind == 0) {
                at++;
                continue;
            }
            int start = at;
            int kinds = 0;
            do {
                kinds |= kind;
                at++;
            } while (at < to && (kind = KINDS[text[at] & 0xFF]) != 0);
            int length = at - start;
            if (length >= MIN_MIXED) {
                boolean letters = (kinds & LETTER) != 0;
                if (length >= MIN_DECIMAL || kinds == (DIGIT | LETTER)) {
                    visitor.run(hash(text, start, length), length, letters);
                }
                // A UUID begins with the last 8 digits of a run.
                if (at < to && text[at] == '-' && isUuid(text, at - MIN_MIXED, to)) {
                    visitor.uuid(hash(text, at - MIN_MIXED, UUID_BYTES));
                }
            }
        }
    }

    static long hash(byte[] text, int from, int length) {
        long hash = FNV_START;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ lower(text[i])) * FNV_PRIME;
        }
        return hash;
    }

    private static boolean isUuid(byte[] text, int from, int to) {
        if (to - from < UUID_BYTES) {
            return false;
        }
        for (int i = 0; i < UUID_BYTES; i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? text[from + i] != '-' : hexKind(text[from + i]) == 0) {
                return false;
            }
        }
        return true;
    }

    static int hexKind(byte value) {
        if (value >= '0' && value <= '9') {
            return DIGIT;
        }
        int folded = value | 0x20;
        return folded >= 'a' && folded <= 'f' ? LETTER : 0;
    }

    private static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value | 0x20 : value & 0xFF;
    }
}
