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

    private final StreamWriter streams;
    private final int[] histogram = new int[256 * Long.BYTES];
    private byte[] plane = new byte[1 << 10];
    private long[] scratch = new long[1 << 10];

    NumberWriter(StreamWriter streams) {
        this.streams = streams;
    }

    /** About how many bytes the numbers take. */
    double estimate(long[] values, int count) {
        return Math.min(estimate(values, count, false), estimate(values, count, true));
    }

    private double estimate(long[] values, int count, boolean delta) {
        if (count == 0) {
            return 0;
        }
        Arrays.fill(histogram, 0);
        int step = count <= SAMPLE * SAMPLES ? count : count / SAMPLES;
        int length = Math.min(step, count <= SAMPLE * SAMPLES ? count : SAMPLE);
        long base = delta ? 0 : least(values, count);
        long most = 0;
        int sampled = 0;
        for (int from = 0; from + length <= count; from += step) {
            long last = from == 0 ? values[0] : values[from - 1];
            for (int i = from; i < from + length; i++) {
                long value = values[i] - base;
                if (delta) {
                    long difference = values[i] - last;
                    last = values[i];
                    value = (difference << 1) ^ (difference >> 63);
                }
                most |= value;
                for (int p = 0; value != 0; p += 256) {
                    histogram[p + (int) (value & 0xFF)]++;
                    value >>>= 8;
                }
            }
            sampled += length;
        }
        int width = width(most);
        double bits = 0;
        for (int p = 0; p < width; p++) {
            int zeros = sampled;
            double sum = 0;
            for (int v = 1; v < 256; v++) {
                int n = histogram[p * 256 + v];
                if (n != 0) {
                    zeros -= n;
                    sum += n * log2(n);
                }
            }
            sum += zeros > 0 ? zeros * log2(zeros) : 0;
            bits += sampled * log2(sampled) - sum + 32;
        }
        return bits / 8 * count / sampled;
    }

    private static double log2(int value) {
        return Math.log(value) * 1.4426950408889634;
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
        boolean delta = count > 1 && estimate(values, count, true) < 0.98 * estimate(values, count, false);
        write(values, count, delta, meta);
    }

    /** The same for numbers that are names, of which the estimate doesn't see how they follow one another. */
    void writeNames(long[] values, int count, ByteArrayBuilder meta) {
        write(values, count, false, meta);
    }

    private void write(long[] values, int count, boolean delta, ByteArrayBuilder meta) {
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
