package evtools.evgrep.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds a byte string, some of whose ASCII letters may be in either case. Compares eight places at
 * once: two rare bytes of the string are looked for, and only where both fit the rest is compared.
 *
 * <p>Immutable, thread-safe, allocates nothing.
 */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int PLACES = 8;
    private static final byte CASE_BIT = 0x20;

    /** Pairs of bytes are told apart by so many numbers. */
    private static final int PAIRS = 1 << 12;

    /** Bytes from the most to the least frequent in logs; those not named are rarer still. */
    private static final String FREQUENT =
            " 0e1ta2ornisc3:l.5d4-m6p7/8u9hgf=_bk,v[]\"()wAESIDNyCTPRxOMLFUBHzjqGVWX<>@#\\'{};&YKZQJ$%*+?!|~^`";

    private final byte[] value;
    /** {@link #CASE_BIT} where either case will do, else 0. */
    private final byte[] caseBits;

    private final int firstAt;
    private final int secondAt;
    private final long firstValue;
    private final long firstCase;
    private final long secondValue;
    private final long secondCase;
    /** How far from two bytes at the end of a place the next place is, at most 255; see {@link #findFar}. */
    private final byte[] steps = new byte[PAIRS];

    /**
     * @param value the string, lower case where {@code eitherCase}; not empty
     */
    ByteSearch(byte[] value, boolean[] eitherCase) {
        this.value = value.clone();
        this.caseBits = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            caseBits[i] = eitherCase[i] ? CASE_BIT : 0;
        }
        int rarest = rarest(-1);
        int second = rarest(rarest);
        firstAt = Math.min(rarest, second);
        secondAt = Math.max(rarest, second);
        firstValue = (value[firstAt] & 0xFFL) * ONES;
        firstCase = caseBits[firstAt] * ONES;
        secondValue = (value[secondAt] & 0xFFL) * ONES;
        secondCase = caseBits[secondAt] * ONES;
        findSteps();
    }

    private void findSteps() {
        int last = value.length - 1;
        Arrays.fill(steps, (byte) Math.min(last, 255));
        for (int i = Math.max(1, last - 255); i <= last; i++) {
            byte step = (byte) (last - i);
            byte first = (byte) (value[i - 1] ^ caseBits[i - 1]);
            byte second = (byte) (value[i] ^ caseBits[i]);
            steps[pair(value[i - 1], value[i])] = step;
            steps[pair(first, value[i])] = step;
            steps[pair(value[i - 1], second)] = step;
            steps[pair(first, second)] = step;
        }
    }

    private static int pair(byte first, byte second) {
        return (first & 0xFF) << 4 ^ (second & 0xFF);
    }

    /** Searches for exactly these bytes; not empty. */
    public static ByteSearch of(byte[] value) {
        return new ByteSearch(value, new boolean[value.length]);
    }

    private int rarest(int except) {
        int best = Math.max(except, 0);
        int bestRank = -1;
        for (int i = 0; i < value.length; i++) {
            int place = FREQUENT.indexOf(value[i] & 0xFF);
            int rank = place < 0 ? FREQUENT.length() : place;
            if (caseBits[i] != 0) {
                rank -= 2;
            }
            if (i != except && rank > bestRank) {
                best = i;
                bestRank = rank;
            }
        }
        return best;
    }

    public int length() {
        return value.length;
    }

    /** The byte at {@code i}; lower case where either case will do. */
    public byte byteAt(int i) {
        return value[i];
    }

    /** Whether the byte {@code b} fits at {@code i}. */
    public boolean fits(int i, byte b) {
        return (byte) (b | caseBits[i]) == value[i];
    }

    /** Whether {@code count} bytes of the string, from {@code from} on, stand in a text at {@code place}. */
    public boolean fitsPart(int from, int count, byte[] text, int place) {
        for (int i = 0; i < count; i++) {
            if ((byte) (text[place + i] | caseBits[from + i]) != value[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** The search for a part of the string. */
    public ByteSearch part(int from, int to) {
        boolean[] eitherCase = new boolean[to - from];
        for (int i = 0; i < eitherCase.length; i++) {
            eitherCase[i] = caseBits[from + i] != 0;
        }
        return new ByteSearch(Arrays.copyOfRange(value, from, to), eitherCase);
    }

    /** Where the string first begins in {@code text[from … to)}, or -1. */
    public int find(byte[] text, int from, int to) {
        int last = to - value.length;
        int p = from;
        for (; p <= last - (2 * PLACES - 1); p += 2 * PLACES) {
            if ((fits(text, p) | fits(text, p + PLACES)) != 0) {
                int found = findInWindow(text, p);
                if (found < 0) {
                    found = findInWindow(text, p + PLACES);
                }
                if (found >= 0) {
                    return found;
                }
            }
        }
        for (; p <= last - (PLACES - 1); p += PLACES) {
            int found = findInWindow(text, p);
            if (found >= 0) {
                return found;
            }
        }
        if (p > last) {
            return -1;
        }
        if (last - from >= PLACES - 1) {
            return findInWindow(text, last - (PLACES - 1));
        }
        for (; p <= last; p++) {
            if (isAt(text, p)) {
                return p;
            }
        }
        return -1;
    }

    /**
     * The same, for long strings and text that isn't looked at often: looks at two bytes of many (Horspool, 1980), which
     * needs no good compiler to be quick.
     */
    public int findFar(byte[] text, int from, int to) {
        int last = value.length - 1;
        if (last == 0) {
            return find(text, from, to);
        }
        int p = from + last;
        while (p < to) {
            int step = steps[pair(text[p - 1], text[p])] & 0xFF;
            if (step != 0) {
                p += step;
            } else if (isAt(text, p - last)) {
                return p - last;
            } else {
                p++;
            }
        }
        return -1;
    }

    /** A bit for each of eight places where the two rare bytes fit, and perhaps for one above such a place. */
    private long fits(byte[] text, int p) {
        long first = ((long) LONGS.get(text, p + firstAt) | firstCase) ^ firstValue;
        long second = ((long) LONGS.get(text, p + secondAt) | secondCase) ^ secondValue;
        return (first - ONES) & ~first & (second - ONES) & ~second & HIGHS;
    }

    private int findInWindow(byte[] text, int p) {
        long fits = fits(text, p);
        while (fits != 0) {
            int candidate = p + (Long.numberOfTrailingZeros(fits) >>> 3);
            if (isAt(text, candidate)) {
                return candidate;
            }
            fits &= fits - 1;
        }
        return -1;
    }

    private boolean isAt(byte[] text, int p) {
        for (int i = 0; i < value.length; i++) {
            if ((byte) (text[p + i] | caseBits[i]) != value[i]) {
                return false;
            }
        }
        return true;
    }
}
