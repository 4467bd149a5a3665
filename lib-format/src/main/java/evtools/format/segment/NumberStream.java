package evtools.format.segment;

import evtools.format.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in byte planes: each number less a base, or its zigzag difference from the one before; one
 * stream per byte, lowest first. Decoded when first asked for.
 */
final class NumberStream {
    /** As many numbers as stay in the nearest cache while their planes are put together. */
    private static final int CHUNK = 1 << 11;

    private final BlockStreams streams;
    private final int firstStream;
    private final int width;
    private final boolean delta;
    private final long base;
    private final int count;
    private long @Nullable [] values;
    private int @Nullable [] ints;

    private NumberStream(BlockStreams streams, int firstStream, int width, boolean delta, long base, int count) {
        this.streams = streams;
        this.firstStream = firstStream;
        this.width = width;
        this.delta = delta;
        this.base = base;
        this.count = count;
    }

    /** Reads the description of {@code count} numbers whose planes begin at {@code firstStream}. */
    static NumberStream read(ByteCursor meta, BlockStreams streams, int firstStream, int count) throws FormatException {
        int mode = meta.readByte();
        int width = mode & 0xF;
        if ((mode & ~(BlockLayout.NUMBERS_DELTA | 0xF)) != 0 || width > Long.BYTES) {
            throw new FormatException("numbers of an unknown kind in a block (" + mode + ")");
        }
        long base = meta.varint();
        for (int i = 0; i < width; i++) {
            streams.expectLength(firstStream + i, count);
        }
        return new NumberStream(streams, firstStream, width, (mode & BlockLayout.NUMBERS_DELTA) != 0, base, count);
    }

    /** How many streams it takes. */
    int streamCount() {
        return width;
    }

    long[] values() throws FormatException {
        long[] known = values;
        if (known == null) {
            known = decode();
            values = known;
        }
        return known;
    }

    private long[] decode() throws FormatException {
        byte[][] planes = new byte[width][];
        int[] starts = new int[width];
        for (int plane = 0; plane < width; plane++) {
            planes[plane] = streams.array(firstStream + plane);
            starts[plane] = streams.start(firstStream + plane);
        }
        long[] decoded = new long[count];
        long last = base;
        for (int from = 0; from < count; from += CHUNK) {
            int to = Math.min(from + CHUNK, count);
            for (int plane = 0; plane < width; plane++) {
                add(planes[plane], starts[plane], plane * Byte.SIZE, decoded, from, to);
            }
            if (delta) {
                last = sum(last, decoded, from, to);
            } else if (base != 0) {
                for (int i = from; i < to; i++) {
                    decoded[i] += base;
                }
            }
        }
        return decoded;
    }

    private static void add(byte[] plane, int start, int shift, long[] decoded, int from, int to) {
        for (int i = from; i < to; i++) {
            decoded[i] |= (plane[start + i] & 0xFFL) << shift;
        }
    }

    /** Turns differences into numbers; returns the last one. */
    private static long sum(long before, long[] decoded, int from, int to) {
        long last = before;
        for (int i = from; i < to; i++) {
            long difference = decoded[i];
            last += (difference >>> 1) ^ -(difference & 1);
            decoded[i] = last;
        }
        return last;
    }

    /** The numbers in little room; decoded anew with each call. */
    NumberArray array() throws FormatException {
        if (delta || width == 0 || width > Integer.BYTES) {
            return NumberArray.of(decode());
        }
        byte[] low = streams.array(firstStream);
        int from = streams.start(firstStream);
        if (width == 1) {
            return NumberArray.of(low, from, base);
        }
        byte[] second = streams.array(firstStream + 1);
        int secondFrom = streams.start(firstStream + 1);
        if (width == 2) {
            char[] chars = new char[count];
            for (int i = 0; i < count; i++) {
                chars[i] = (char) ((low[from + i] & 0xFF) | second[secondFrom + i] << 8);
            }
            return NumberArray.of(chars, base);
        }
        return NumberArray.of(narrow(), base);
    }

    /** The numbers without base, of up to four planes. */
    private int[] narrow() throws FormatException {
        int[] narrow = new int[count];
        for (int plane = 0; plane < width; plane++) {
            byte[] bytes = streams.array(firstStream + plane);
            int from = streams.start(firstStream + plane);
            int shift = plane * Byte.SIZE;
            for (int i = 0; i < count; i++) {
                narrow[i] |= (bytes[from + i] & 0xFF) << shift;
            }
        }
        return narrow;
    }

    /**
     * The numbers as ints.
     *
     * @throws FormatException if one is negative or not less than {@code limit}
     */
    int[] ints(int limit) throws FormatException {
        int[] known = ints;
        if (known == null) {
            known = decodeInts(limit);
            ints = known;
        }
        return known;
    }

    private int[] decodeInts(int limit) throws FormatException {
        if (!delta && width < Integer.BYTES && base >= 0 && base <= Integer.MAX_VALUE >> 1) {
            int[] narrow = narrow();
            int first = (int) base;
            int most = 0;
            for (int i = 0; i < count; i++) {
                int value = narrow[i] + first;
                most = Math.max(most, value);
                narrow[i] = value;
            }
            if (count > 0 && most >= limit) {
                throw notBelow(limit, most);
            }
            return narrow;
        }
        long[] decoded = decode();
        int[] narrow = new int[count];
        for (int i = 0; i < count; i++) {
            long value = decoded[i];
            if (value < 0 || value >= limit) {
                throw notBelow(limit, value);
            }
            narrow[i] = (int) value;
        }
        return narrow;
    }

    private static FormatException notBelow(int limit, long value) {
        return new FormatException(
                "number " + Long.toUnsignedString(value) + " in a block (expected less than " + limit + ")");
    }
}
