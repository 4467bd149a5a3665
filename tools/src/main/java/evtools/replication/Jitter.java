package evtools.replication;

import java.util.random.RandomGenerator;

/** Spreads waits, so that what began together does not go on happening together. */
final class Jitter {
    private Jitter() {}

    /** Between half of {@code nanos} and all of it. */
    static long of(long nanos, RandomGenerator random) {
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }
}
