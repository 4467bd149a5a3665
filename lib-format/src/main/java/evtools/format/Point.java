package evtools.format;

/**
 * Points in time: unsigned 64-bit counts of 10 ns ticks since 1970-01-01T00:00:00Z, without leap seconds. The last
 * point lies in the year 7815.
 */
public final class Point {
    public static final long NANOS_PER_TICK = 10;
    public static final long TICKS_PER_SECOND = 100_000_000L;
    public static final long TICKS_PER_MILLISECOND = 100_000L;

    private Point() {}

    /** The point of a count of nanoseconds since the epoch, rounded down to a tick; must not be negative. */
    public static long fromEpochNanos(long epochNanos) {
        return epochNanos / NANOS_PER_TICK;
    }

    /** The point at the beginning of a second since the epoch; must not be negative. */
    public static long fromEpochSeconds(long epochSeconds) {
        return epochSeconds * TICKS_PER_SECOND;
    }

    /** Whole seconds since the epoch. */
    public static long epochSeconds(long point) {
        return Long.divideUnsigned(point, TICKS_PER_SECOND);
    }

    /** Ticks since the beginning of the point's second, 0…99,999,999. */
    public static int ticksOfSecond(long point) {
        return (int) Long.remainderUnsigned(point, TICKS_PER_SECOND);
    }

    /** The number of the bucket that holds {@code point}, for buckets of {@code bucketWidthSeconds}. */
    public static long bucket(long point, int bucketWidthSeconds) {
        return epochSeconds(point) / bucketWidthSeconds;
    }

    /** Saturating sum of a point and a count of ticks that is not negative. */
    public static long plus(long point, long ticks) {
        long sum = point + ticks;
        return Long.compareUnsigned(sum, point) < 0 ? -1L : sum;
    }

    /** Saturating difference of a point and a count of ticks that is not negative. */
    public static long minus(long point, long ticks) {
        return Long.compareUnsigned(point, ticks) < 0 ? 0 : point - ticks;
    }
}
