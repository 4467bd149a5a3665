package evtools.metrics;

/**
 * Counts durations in fixed buckets, with their sum and the longest: 1 ms to 60 s, then everything longer. For events
 * that happen some thousand times a second at most. Thread-safe.
 */
public final class DurationHistogram {
    private static final long MILLI = 1_000_000L;
    private static final long[] UPPER_BOUNDS_NANOS = {
        MILLI,
        2 * MILLI,
        5 * MILLI,
        10 * MILLI,
        20 * MILLI,
        50 * MILLI,
        100 * MILLI,
        200 * MILLI,
        500 * MILLI,
        1_000 * MILLI,
        2_000 * MILLI,
        5_000 * MILLI,
        10_000 * MILLI,
        30_000 * MILLI,
        60_000 * MILLI,
        Long.MAX_VALUE
    };

    private final long[] counts = new long[UPPER_BOUNDS_NANOS.length];
    private long sumNanos;
    private long maxNanos;

    /** The counts at one moment. */
    public static final class Snapshot {
        private final long[] counts;
        private final long sumNanos;
        private final long maxNanos;

        private Snapshot(long[] counts, long sumNanos, long maxNanos) {
            this.counts = counts;
            this.sumNanos = sumNanos;
            this.maxNanos = maxNanos;
        }

        int bucketCount() {
            return counts.length;
        }

        /** How many were longer than the bucket before and not longer than this one's bound. */
        long count(int bucket) {
            return counts[bucket];
        }

        /** Of the last bucket: {@link Long#MAX_VALUE}. */
        long upperBoundNanos(int bucket) {
            return UPPER_BOUNDS_NANOS[bucket];
        }

        /** All durations together. */
        public long sumNanos() {
            return sumNanos;
        }

        /** The longest; 0 if there is none. */
        public long maxNanos() {
            return maxNanos;
        }
    }

    /** Counts one; a negative duration counts as 0. */
    public synchronized void add(long nanos) {
        long duration = Math.max(0, nanos);
        int bucket = 0;
        while (duration > UPPER_BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        counts[bucket]++;
        sumNanos += duration;
        maxNanos = Math.max(maxNanos, duration);
    }

    /** The counts now. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(counts.clone(), sumNanos, maxNanos);
    }
}
