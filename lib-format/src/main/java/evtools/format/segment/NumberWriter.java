package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.Arrays;

/**
 * Writes arrays of numbers in byte planes: less their least, or as differences, whichever is probably shorter. Reusable,
 * not thread-safe.
 */
final class NumberWriter {
    private static final int SAMPLE = 4 << 10;
    private static final int SAMPLES = 4;

    /** Differences depend on the numbers before: they must be worth it. */
    private static final double DELTAS_BELOW = 0.98;

    /** n log2(n) of small numbers. */
    private static final double[] TIMES_LOG2 = new double[512];

    static {
        for (int i = 1; i < TIMES_LOG2.length; i++) {
            TIMES_LOG2[i] = i * log2(i);
        }
    }

    private final StreamWriter streams;
    private final int[] histogram = new int[256 * Long.BYTES];
    private final int[] deltaHistogram = new int[256 * Long.BYTES];
    private boolean preferDeltas;
    private byte[] plane = new byte[1 << 10];
    private long[] scratch = new long[1 << 10];

    NumberWriter(StreamWriter streams) {
        this.streams = streams;
    }

    /** About how many bytes the numbers take; {@link #preferDeltas} then says in which way. */
    double estimate(long[] values, int count) {
        preferDeltas = false;
        if (count == 0) {
            return 0;
        }
        int step = count <= SAMPLE * SAMPLES ? count : count / SAMPLES;
        int length = Math.min(step, count <= SAMPLE * SAMPLES ? count : SAMPLE);
        long base = least(values, count);
        long most = 0;
        long mostDelta = 0;
        int sampled = 0;
        for (int from = 0; from + length <= count; from += step) {
            long last = from == 0 ? values[0] : values[from - 1];
            for (int i = from; i < from + length; i++) {
                long value = values[i] - base;
                long difference = values[i] - last;
                last = values[i];
                most |= value;
                count(histogram, value);
                long zigzag = (difference << 1) ^ (difference >> 63);
                mostDelta |= zigzag;
                count(deltaHistogram, zigzag);
            }
            sampled += length;
        }
        double plain = bytes(histogram, width(most), sampled) * count / sampled;
        double deltas = bytes(deltaHistogram, width(mostDelta), sampled) * count / sampled;
        preferDeltas = count > 1 && deltas < DELTAS_BELOW * plain;
        return Math.min(plain, deltas);
    }

    /** Counts the bytes of a number but for upper ones that are zero. */
    private static void count(int[] histogram, long value) {
        long rest = value;
        for (int p = 0; rest != 0; p += 256) {
            histogram[p + (int) (rest & 0xFF)]++;
            rest >>>= 8;
        }
    }

    /** What the planes of a sample would take by how often each byte comes; empties the histogram. */
    private static double bytes(int[] histogram, int width, int sampled) {
        double bits = 0;
        for (int p = 0; p < width; p++) {
            int zeros = sampled;
            double sum = 0;
            for (int v = 1; v < 256; v++) {
                int n = histogram[p * 256 + v];
                if (n != 0) {
                    zeros -= n;
                    sum += timesLog2(n);
                }
            }
            sum += zeros > 0 ? timesLog2(zeros) : 0;
            bits += timesLog2(sampled) - sum + 32;
        }
        Arrays.fill(histogram, 0, width * 256, 0);
        return bits / 8;
    }

    private static double timesLog2(int value) {
        return value < TIMES_LOG2.length ? TIMES_LOG2[value] : value * log2(value);
    }

    private static double log2(int value) {
        return Math.log(value) * 1.4426950408889634;
    }

    /** Whether the numbers that were estimated last are shorter as differences. */
    boolean preferDeltas() {
        return preferDeltas;
    }

    private static long least(long[] values, int count) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    private static int width(long bits) {
        return (Long.SIZE - Long.numberOfLeadingZeros(bits) + 7) >> 3;
    }

    /** Writes description and planes. */
    void write(long[] values, int count, ByteArrayBuilder meta) {
        estimate(values, count);
        write(values, count, preferDeltas, meta);
    }

    /** The same for numbers that are names, of which the estimate doesn't see how they follow one another. */
    void writeNames(long[] values, int count, ByteArrayBuilder meta) {
        write(values, count, false, meta);
    }

    /** Writes them as differences or not. */
    void write(long[] values, int count, boolean delta, ByteArrayBuilder meta) {
        if (scratch.length < count) {
            scratch = new long[count + (count >> 1)];
            plane = new byte[scratch.length];
        }
        long base = count == 0 ? 0 : delta ? values[0] : least(values, count);
        long all = 0;
        long last = base;
        for (int i = 0; i < count; i++) {
            long value;
            if (delta) {
                long difference = values[i] - last;
                last = values[i];
                value = (difference << 1) ^ (difference >> 63);
            } else {
                value = values[i] - base;
            }
            scratch[i] = value;
            all |= value;
        }
        int width = width(all);
        meta.put(width | (delta ? BlockLayout.NUMBERS_DELTA : 0));
        Varint.put(meta, base);
        for (int p = 0; p < width; p++) {
            int shift = p * Byte.SIZE;
            for (int i = 0; i < count; i++) {
                plane[i] = (byte) (scratch[i] >>> shift);
            }
            streams.add(plane, 0, count);
        }
    }
}
