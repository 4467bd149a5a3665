package evtools.evgen;

import evtools.format.ByteArrayBuilder;

/**
 * A variable piece of text as a sample has it, and how it is drawn anew. The new text follows from the round's key
 * alone, is of the same kind and length, and differs for different runs (but for chance where there is much room).
 *
 * <pre>
 * fixed     itself: it is met all over the sample, or is one of a few that are
 * pooled    as below, but from a few keys only: of a population that is limited, but larger than the sample shows
 * counter   all counters of a width are moved by the same distance, so that they keep theirs to each other
 * other     the digits that neighbours have in common are moved together, the rest is drawn freely
 * </pre>
 */
final class Run {
    /** Wider numbers are drawn in pieces of at most this many digits. */
    private static final int MAX_DIGITS = 18;

    /** Up to here numbers are permuted, so that none meet; beyond, chance suffices. */
    private static final int MAX_PERMUTED_DIGITS = 9;

    private static final int MAX_OCTET = 255;
    private static final int PORT_DIGITS = 5;
    private static final long MAX_PORT = 65_535;
    private static final String LOWER = "0123456789abcdef";
    private static final String UPPER = "0123456789ABCDEF";

    private final byte[] text;
    private final RunKind kind;
    private final boolean upper;
    private boolean fixed;
    private int poolKeys;
    private boolean counter;
    private int keptDigits;

    Run(byte[] text, RunKind kind) {
        this.text = text;
        this.kind = kind;
        boolean capital = false;
        for (byte c : text) {
            capital |= c >= 'A' && c <= 'F';
        }
        this.upper = capital;
    }

    byte[] text() {
        return text;
    }

    RunKind kind() {
        return kind;
    }

    boolean isFixed() {
        return fixed;
    }

    void fix() {
        fixed = true;
    }

    /** Draws from so many keys only, so that what is drawn comes back. */
    void drawFromPool(int keys) {
        poolKeys = keys;
    }

    void drawAsCounter() {
        counter = true;
    }

    /** The first digits, which others have in common, stay in common. */
    void keepTogether(int digits) {
        keptDigits = Math.min(digits, text.length - 1);
    }

    /**
     * Appends what stands for the run in the round of this key.
     *
     * @param poolKey the key of all rounds, for what is drawn from a pool
     */
    void append(long roundKey, long poolKey, ByteArrayBuilder out) {
        if (fixed) {
            out.put(text, 0, text.length);
            return;
        }
        long key = poolKeys == 0 ? roundKey : Mix.of(poolKey, Long.remainderUnsigned(roundKey, poolKeys));
        switch (kind) {
            case ADDRESS -> appendAddress(key, out);
            case WORD -> appendWord(Mix.of(key, text, 0, text.length), out);
            case HEX -> appendDigits(key, 16, out);
            case DECIMAL -> appendDigits(key, 10, out);
        }
    }

    private void appendDigits(long key, int base, ByteArrayBuilder out) {
        if (counter && text.length <= MAX_DIGITS / 2) {
            appendNumber(moved(number(0, text.length, base), key, text.length, base), text.length, base, out);
            return;
        }
        int from = 0;
        if (keptDigits > 0) {
            int kept = Math.min(keptDigits, MAX_DIGITS / 2);
            appendNumber(moved(number(0, kept, base), key, kept, base), kept, base, out);
            from = kept;
        }
        long hash = Mix.of(key, text, 0, text.length);
        boolean permuted = base == 10 && text.length - from <= MAX_PERMUTED_DIGITS;
        if (permuted) {
            int digits = text.length - from;
            appendNumber(permuted(number(from, text.length, base), key + from, from == 0, digits), digits, base, out);
            return;
        }
        for (int i = from; i < text.length; i++) {
            if ((i & 7) == 7) {
                hash = Mix.of(hash);
            }
            int digit = (int) ((hash >>> ((i & 7) * 8)) & 0xFF) % base;
            out.put((upper ? UPPER : LOWER).charAt(i == 0 && digit == 0 ? 1 : digit));
        }
    }

    /** Moves a number within those of its width that don't begin with zero (hexadecimal ones may). */
    private static long moved(long number, long key, int digits, int base) {
        long least = base == 10 ? power(10, digits - 1) : 0;
        long room = room(number, least, digits, base);
        return least + Long.remainderUnsigned(number - least + Long.remainderUnsigned(Mix.of(key, digits), room), room);
    }

    /** Permutes the numbers of a width: times a factor that shares no divisor with how many they are, plus something. */
    private static long permuted(long number, long key, boolean first, int digits) {
        long least = first && digits > 1 ? power(10, digits - 1) : 0;
        long room = room(number, least, digits, 10);
        long random = Mix.of(key, digits);
        // Prime to the divisors of 10^n, of 9 * 10^n and of the number of ports with five digits.
        long factor = (random >>> 40) * (2 * 3 * 5 * 13 * 89) + 7;
        long shift = random & 0xFFFFFF;
        return least + ((number - least) * (factor % room) + shift) % room;
    }

    /** How many numbers there are of this width; what may be a port stays one. */
    private static long room(long number, long least, int digits, int base) {
        boolean port = base == 10 && digits == PORT_DIGITS && least > 0 && number <= MAX_PORT;
        return (port ? MAX_PORT + 1 : power(base, digits)) - least;
    }

    private void appendAddress(long key, ByteArrayBuilder out) {
        long prefix = key;
        int from = 0;
        for (int part = 0; part < 4; part++) {
            int to = from;
            while (to < text.length && text[to] != '.') {
                to++;
            }
            int octet = (int) number(from, to, 10);
            boolean kept = part == 0 && (octet == 10 || octet == 127 || octet == 172 || octet == 192);
            int least = to - from == 1 ? 0 : to - from == 2 ? 10 : 100;
            int room = to - from == 3 ? MAX_OCTET + 1 - least : (to - from == 2 ? 90 : 10);
            // A permutation for each prefix: addresses with a common prefix keep one.
            int shift = (int) Long.remainderUnsigned(Mix.of(prefix, part), room);
            int drawn = kept ? octet : least + (octet - least + shift) % room;
            if (part > 0) {
                out.put('.');
            }
            out.putDecimal(drawn);
            prefix = Mix.of(prefix, octet);
            from = to + 1;
        }
    }

    private void appendWord(long hash, ByteArrayBuilder out) {
        long random = hash;
        for (int i = 0; i < text.length; i++) {
            random = Mix.of(random);
            byte c = text[i];
            int room = c <= '9' ? 10 : 26;
            int first = c <= '9' ? '0' : c <= 'Z' ? 'A' : 'a';
            out.put(first + (int) Long.remainderUnsigned(random, room));
        }
    }

    long number(int from, int to, int base) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * base + Character.digit(text[i], base);
        }
        return number;
    }

    private static long power(int base, int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }

    private void appendNumber(long number, int digits, int base, ByteArrayBuilder out) {
        long divisor = power(base, digits - 1);
        long rest = number;
        String alphabet = upper ? UPPER : LOWER;
        for (int i = 0; i < digits; i++) {
            out.put(alphabet.charAt((int) (rest / divisor)));
            rest %= divisor;
            divisor /= base;
        }
    }
}
