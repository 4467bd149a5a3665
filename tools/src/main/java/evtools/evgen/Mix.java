package evtools.evgen;

/**
 * Numbers that look random and follow from a key: the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable
 * pseudorandom number generators").
 */
final class Mix {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    Mix(long seed) {
        state = seed;
    }

    static long of(long key) {
        long z = key + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long of(long key, long more) {
        return of(of(key) ^ more * GOLDEN);
    }

    static long of(long key, byte[] text, int from, int to) {
        long hash = key ^ (to - from);
        for (int i = from; i < to; i++) {
            hash = (hash ^ (text[i] & 0xFF)) * GOLDEN;
            hash ^= hash >>> 32;
        }
        return of(hash);
    }

    /** The next number of this sequence. */
    long next() {
        state += GOLDEN;
        return of(state);
    }

    /** The next number in [0, bound). */
    int next(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }
}
