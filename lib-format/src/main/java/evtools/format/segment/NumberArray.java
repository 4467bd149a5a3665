package evtools.format.segment;

/**
 * Numbers in as few bytes each as their planes have: rows ask for them in no order, so what fits into the cache counts.
 * The number is that of the array and a base.
 */
final class NumberArray {
    private static final byte[] NO_BYTES = new byte[0];
    private static final char[] NO_CHARS = new char[0];
    private static final int[] NO_INTS = new int[0];
    private static final long[] NO_LONGS = new long[0];

    static final NumberArray EMPTY = new NumberArray(0, 0, NO_BYTES, 0, NO_CHARS, NO_INTS, NO_LONGS);

    private final int width;
    private final long base;
    private final byte[] bytes;
    private final int from;
    private final char[] chars;
    private final int[] ints;
    private final long[] longs;

    private NumberArray(int width, long base, byte[] bytes, int from, char[] chars, int[] ints, long[] longs) {
        this.width = width;
        this.base = base;
        this.bytes = bytes;
        this.from = from;
        this.chars = chars;
        this.ints = ints;
        this.longs = longs;
    }

    static NumberArray of(byte[] bytes, int from, long base) {
        return new NumberArray(1, base, bytes, from, NO_CHARS, NO_INTS, NO_LONGS);
    }

    static NumberArray of(char[] chars, long base) {
        return new NumberArray(2, base, NO_BYTES, 0, chars, NO_INTS, NO_LONGS);
    }

    static NumberArray of(int[] ints, long base) {
        return new NumberArray(4, base, NO_BYTES, 0, NO_CHARS, ints, NO_LONGS);
    }

    static NumberArray of(long[] longs) {
        return new NumberArray(8, 0, NO_BYTES, 0, NO_CHARS, NO_INTS, longs);
    }

    long get(int index) {
        return switch (width) {
            case 1 -> base + (bytes[from + index] & 0xFF);
            case 2 -> base + chars[index];
            case 4 -> base + (ints[index] & 0xFFFFFFFFL);
            default -> longs[index];
        };
    }
}
