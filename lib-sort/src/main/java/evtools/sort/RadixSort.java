package evtools.sort;

import java.util.Arrays;

/**
 * Sorts 63-bit keys by their upper part, keeping the order of keys whose upper parts are equal.
 *
 * <pre>
 *   bit 63   62 … 26                      25 … 0
 *   0        what is sorted by            payload, carried along
 * </pre>
 *
 * <p>Least significant digit first, with as many digits as the largest key needs: the cost of a key doesn't depend on
 * the order in which keys come. Not thread-safe.
 */
final class RadixSort {
    /** Width of the payload: an offset into an arena of at most 64 MiB, or an index. */
    static final int PAYLOAD_BITS = 26;

    /** Width of what is sorted by: 2^37 ticks are 1,374 s. */
    static final int VALUE_BITS = 63 - PAYLOAD_BITS;

    static final long PAYLOAD_MASK = (1L << PAYLOAD_BITS) - 1;

    private static final int WIDE_DIGIT_BITS = 11;
    private static final int NARROW_DIGIT_BITS = 8;
    private static final int MAX_DIGITS = 5;

    /** Below this many keys, clearing and summing the counters of wide digits would cost more than a further pass. */
    private static final int FEW_KEYS = 4096;

    private final int[] counts = new int[MAX_DIGITS << WIDE_DIGIT_BITS];

    /**
     * Sorts {@code keys[0 … count)}; {@code other} is scratch space of at least the same size.
     *
     * @param maxValue the greatest upper part among the keys
     * @return the array that holds the result: {@code keys} or {@code other}
     */
    long[] sort(long[] keys, long[] other, int count, long maxValue) {
        int bits = Math.max(1, 64 - Long.numberOfLeadingZeros(maxValue));
        int maxDigitBits = count < FEW_KEYS ? NARROW_DIGIT_BITS : WIDE_DIGIT_BITS;
        int digits = (bits + maxDigitBits - 1) / maxDigitBits;
        int digitBits = (bits + digits - 1) / digits;
        countDigits(keys, count, digits, digitBits);
        long[] from = keys;
        long[] to = other;
        for (int digit = 0; digit < digits; digit++) {
            int base = digit << digitBits;
            if (toPositions(base, 1 << digitBits, count)) {
                continue;
            }
            scatter(from, to, count, PAYLOAD_BITS + digit * digitBits, (1 << digitBits) - 1, base);
            long[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private void countDigits(long[] keys, int count, int digits, int digitBits) {
        int[] histogram = counts;
        int counters = digits << digitBits;
        int radix = 1 << digitBits;
        Arrays.fill(histogram, 0, counters, 0);
        for (int i = 0; i < count; i++) {
            long value = keys[i] >>> PAYLOAD_BITS;
            for (int base = 0; base < counters; base += radix) {
                histogram[base + ((int) value & (radix - 1))]++;
                value >>>= digitBits;
            }
        }
    }

    /** Turns counts into first positions; true if all keys share one digit, so that there is nothing to move. */
    private boolean toPositions(int base, int radix, int count) {
        int position = 0;
        for (int i = base; i < base + radix; i++) {
            int here = counts[i];
            if (here == count) {
                return true;
            }
            counts[i] = position;
            position += here;
        }
        return false;
    }

    private void scatter(long[] from, long[] to, int count, int shift, int mask, int base) {
        int[] positions = counts;
        for (int i = 0; i < count; i++) {
            long key = from[i];
            to[positions[base + ((int) (key >>> shift) & mask)]++] = key;
        }
    }
}
