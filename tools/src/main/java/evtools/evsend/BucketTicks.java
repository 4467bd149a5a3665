package evtools.evsend;

import evtools.format.Point;

/** The points of one bucket: tells without a division whether an event lies in the bucket of the event before. */
final class BucketTicks {
    private final int widthSeconds;
    private final long widthTicks;
    private long first;
    /** Whether there is a bucket yet. */
    private boolean known;

    BucketTicks(int widthSeconds) {
        this.widthSeconds = widthSeconds;
        this.widthTicks = Point.fromEpochSeconds(widthSeconds);
    }

    void moveTo(long bucket) {
        first = Point.fromEpochSeconds(bucket * widthSeconds);
        known = true;
    }

    /** Whether the bucket moved to last holds the point. */
    boolean contains(long point) {
        return known && Long.compareUnsigned(point - first, widthTicks) < 0;
    }
}
