package evtools.evgrep.pattern;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A set of Unicode code points as sorted, disjoint ranges. Immutable.
 *
 * <p>Bytes that are not valid UTF-8 are code points of their own ({@link RawBytes}), and in no set but those made of
 * them: as in GNU grep, {@code .} and {@code [^a]} don't match them.
 */
final class CharSet {
    static final int MAX = Character.MAX_CODE_POINT;
    static final CharSet NONE = new CharSet(new int[0]);
    static final CharSet ALL = range(0, MAX);
    /** No letter, digit or case pair lies above this; the planes after it are not worth a scan. */
    private static final int LAST_CLASSIFIED = 0x3FFFF;

    /** first, last, first, last, … */
    private final int[] ranges;

    private CharSet(int[] ranges) {
        this.ranges = ranges;
    }

    static CharSet range(int first, int last) {
        return new CharSet(new int[] {first, last});
    }

    static CharSet of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /** All code points for which {@code member} holds. */
    static CharSet where(IntPredicate member) {
        int[] found = new int[64];
        int n = 0;
        int first = -1;
        for (int c = 0; c <= LAST_CLASSIFIED + 1; c++) {
            boolean in = c <= LAST_CLASSIFIED && member.test(c);
            if (in && first < 0) {
                first = c;
            } else if (!in && first >= 0) {
                if (n + 2 > found.length) {
                    found = Arrays.copyOf(found, n * 2);
                }
                found[n++] = first;
                found[n++] = c - 1;
                first = -1;
            }
        }
        return new CharSet(Arrays.copyOf(found, n));
    }

    int rangeCount() {
        return ranges.length / 2;
    }

    int first(int range) {
        return ranges[2 * range];
    }

    int last(int range) {
        return ranges[2 * range + 1];
    }

    boolean contains(int codePoint) {
        int low = 0;
        int high = rangeCount() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (codePoint < first(middle)) {
                high = middle - 1;
            } else if (codePoint > last(middle)) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return ranges.length == 0;
    }

    CharSet union(CharSet other) {
        int[] all = new int[ranges.length + other.ranges.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < ranges.length || j < other.ranges.length) {
            boolean mine = j >= other.ranges.length || (i < ranges.length && ranges[i] <= other.ranges[j]);
            int first = mine ? ranges[i] : other.ranges[j];
            int last = mine ? ranges[i + 1] : other.ranges[j + 1];
            if (mine) {
                i += 2;
            } else {
                j += 2;
            }
            if (n > 0 && first <= all[n - 1] + 1) {
                all[n - 1] = Math.max(all[n - 1], last);
            } else {
                all[n++] = first;
                all[n++] = last;
            }
        }
        return new CharSet(Arrays.copyOf(all, n));
    }

    CharSet negate() {
        int[] gaps = new int[ranges.length + 2];
        int n = 0;
        int next = 0;
        for (int r = 0; r < rangeCount() && first(r) <= MAX; r++) {
            if (first(r) > next) {
                gaps[n++] = next;
                gaps[n++] = first(r) - 1;
            }
            next = last(r) + 1;
        }
        if (next <= MAX) {
            gaps[n++] = next;
            gaps[n++] = MAX;
        }
        return new CharSet(Arrays.copyOf(gaps, n));
    }

    /**
     * With the other case of every member. ASCII letters get their ASCII counterpart only (no long s,
     * no dotless i), so that ASCII patterns never need a look at other characters.
     */
    CharSet foldCase() {
        CharSet folded = this;
        for (int c = 'a'; c <= 'z'; c++) {
            if (contains(c) || contains(c - 32)) {
                folded = folded.union(of(c)).union(of(c - 32));
            }
        }
        if (!isEmpty() && ranges[ranges.length - 1] > 0x7F) {
            folded = folded.union(
                    where(c -> c > 0x7F && (contains(upper(c)) || contains(lower(c)) || contains(lower(upper(c))))));
        }
        return folded;
    }

    private static int upper(int c) {
        int upper = Character.toUpperCase(c);
        return c > 0x7F && upper <= 0x7F ? c : upper;
    }

    private static int lower(int c) {
        int lower = Character.toLowerCase(c);
        return c > 0x7F && lower <= 0x7F ? c : lower;
    }

    /** The only member, or -1. */
    int single() {
        return ranges.length == 2 && ranges[0] == ranges[1] ? ranges[0] : -1;
    }

    /** The lower-case letter if the set is exactly an ASCII letter in both cases, or -1. */
    int asciiPair() {
        if (ranges.length == 4
                && ranges[0] == ranges[1]
                && ranges[2] == ranges[3]
                && ranges[0] >= 'A'
                && ranges[0] <= 'Z'
                && ranges[2] == ranges[0] + 32) {
            return ranges[2];
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CharSet set && Arrays.equals(ranges, set.ranges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ranges);
    }

    @Override
    public String toString() {
        return Arrays.toString(ranges);
    }
}
