package evtools.replication;

/**
 * Digests of what a server holds, {@code docs/PROTOCOL.md} section 4: equal digests mean equal frames.
 *
 * <pre>
 *  mix(x)    SplitMix64's finalizer: x ^= x>>>30; x *= bf58476d1ce4e5b9; x ^= x>>>27; x *= 94d049bb133111eb; x ^= x>>>31
 *  frame     mix(mix(mix(origin) + sequence) + header crc)
 *  bucket    sum of its frames' digests
 *  node      sum of mix(child's digest + (child's number + 1) * 9e3779b97f4a7c15)
 * </pre>
 *
 * <p>All modulo 2^64, so that a frame can be added without looking at the others, and in any order. Not made to stand
 * against someone who chooses frames so that they collide: peers trust each other.
 */
public final class FrameDigest {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private FrameDigest() {}

    static long mix(long value) {
        long x = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }

    /** A frame's share of its bucket's digest. */
    public static long of(long origin, long sequence, int headerCrc) {
        return mix(mix(mix(origin) + sequence) + (headerCrc & 0xFFFFFFFFL));
    }

    /** A child's share of its parent's digest. */
    static long ofChild(int number, long digest) {
        return mix(digest + (number + 1) * GOLDEN);
    }
}
