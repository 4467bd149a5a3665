package evtools.fleet;

import evtools.format.Point;

/**
 * What a fleet is like.
 *
 * @param senders how many there are
 * @param batchSeconds how long a sender collects events
 * @param bucketWidthSeconds what frames are cut by; 0: they are those of a pipe, uncompressed, with neither ids nor
 *     buckets nor the time of building
 * @param seed another one gives other delays
 */
public record FleetOptions(int senders, int batchSeconds, int bucketWidthSeconds, long seed) {
    /** The most that an event needs to get from its host's log into a batch. */
    static final long MAX_COLLECT_TICKS = 5 * Point.TICKS_PER_SECOND;

    public FleetOptions {
        if (senders < 1 || batchSeconds < 5 || bucketWidthSeconds < 0) {
            throw new IllegalArgumentException("senders " + senders + ", batches of " + batchSeconds + " s");
        }
    }

    boolean plain() {
        return bucketWidthSeconds == 0;
    }
}
