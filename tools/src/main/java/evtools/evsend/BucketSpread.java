package evtools.evsend;

import evtools.format.Point;

/** Counts the buckets that events lie in, up to as many as make a difference. Not thread-safe. */
final class BucketSpread {
    private static final int MAX_BUCKETS = 64;

    private final int bucketWidthSeconds;
    private final int mostBytes;
    private final long[] buckets = new long[MAX_BUCKETS];
    private int count;
    private final BucketTicks last;

    /** @param mostBytes the most that {@link #worth} says */
    BucketSpread(int bucketWidthSeconds, int mostBytes) {
        this.bucketWidthSeconds = bucketWidthSeconds;
        this.mostBytes = mostBytes;
        this.last = new BucketTicks(bucketWidthSeconds);
    }

    void add(long point) {
        if (count == MAX_BUCKETS || (count > 0 && last.contains(point))) {
            return;
        }
        long bucket = Point.bucket(point, bucketWidthSeconds);
        last.moveTo(bucket);
        for (int i = 0; i < count; i++) {
            if (buckets[i] == bucket) {
                return;
            }
        }
        buckets[count++] = bucket;
    }

    /** How much to collect, if it is to be so many bytes a bucket. */
    int worth(int bytesPerBucket) {
        return (int) Math.min(mostBytes, (long) bytesPerBucket * Math.max(1, count));
    }

    void clear() {
        count = 0;
    }
}
