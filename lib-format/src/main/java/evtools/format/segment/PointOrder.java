package evtools.format.segment;

/** Sorts places by their points, those of equal points by place. */
final class PointOrder {
    private static final int MAX_DIGIT_BITS = 11;

    private PointOrder() {}

    /** The places of some points in the order of these, unsigned. */
    static int[] sort(long[] points) {
        int count = points.length;
        int[] order = new int[count];
        if (count == 0) {
            return order;
        }
        long least = points[0];
        long most = points[0];
        for (long point : points) {
            least = Long.compareUnsigned(point, least) < 0 ? point : least;
            most = Long.compareUnsigned(point, most) > 0 ? point : most;
        }
        int placeBits = bits(count - 1);
        int pointBits = bits(most - least);
        if (placeBits + pointBits > Long.SIZE) {
            return sortWide(points, least, pointBits);
        }
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = (points[i] - least) << placeBits | i;
        }
        int passes = (pointBits + MAX_DIGIT_BITS - 1) / MAX_DIGIT_BITS;
        long[] other = new long[passes == 0 ? 0 : count];
        int shift = placeBits;
        for (int left = passes; left > 0; left--) {
            int digitBits = (placeBits + pointBits - shift + left - 1) / left;
            int[] next = new int[1 << digitBits];
            int mask = next.length - 1;
            for (long key : keys) {
                next[(int) (key >>> shift) & mask]++;
            }
            sum(next);
            for (long key : keys) {
                other[next[(int) (key >>> shift) & mask]++] = key;
            }
            long[] sorted = other;
            other = keys;
            keys = sorted;
            shift += digitBits;
        }
        int placeMask = (int) ((1L << placeBits) - 1);
        for (int i = 0; i < count; i++) {
            order[i] = (int) keys[i] & placeMask;
        }
        return order;
    }

    /** For points so far apart that point and place don't fit into one number. */
    private static int[] sortWide(long[] points, long least, int pointBits) {
        int count = points.length;
        int[] order = new int[count];
        int[] other = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        int mask = (1 << MAX_DIGIT_BITS) - 1;
        for (int shift = 0; shift < pointBits; shift += MAX_DIGIT_BITS) {
            int[] next = new int[1 << MAX_DIGIT_BITS];
            for (long point : points) {
                next[(int) ((point - least) >>> shift) & mask]++;
            }
            sum(next);
            for (int place : order) {
                other[next[(int) ((points[place] - least) >>> shift) & mask]++] = place;
            }
            int[] sorted = other;
            other = order;
            order = sorted;
        }
        return order;
    }

    /** Turns counts into where each begins. */
    private static void sum(int[] counts) {
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            int count = counts[i];
            counts[i] = at;
            at += count;
        }
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }
}
