package evtools.evsend;

import evtools.format.Point;

/**
 * Which bucket an event belongs to. Times that can hardly be right do not make buckets of their own: such events go to
 * the bucket of the time at which the frame was built, and keep their point.
 *
 * @param widthSeconds width of a bucket
 * @param earliest least point that is believed
 * @param maxAheadTicks how far ahead of the clock a point is believed
 */
public record BucketRule(int widthSeconds, long earliest, long maxAheadTicks) {
    /** The greatest point that is believed in a frame built then. */
    long latest(long built) {
        return Point.plus(built, maxAheadTicks);
    }

    boolean believes(long point, long latest) {
        return Long.compareUnsigned(point, earliest) >= 0 && Long.compareUnsigned(point, latest) <= 0;
    }

    long bucketOf(long point) {
        return Point.bucket(point, widthSeconds);
    }
}
