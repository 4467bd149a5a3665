package evtools.sort;

/** Space that sorting needs for a moment, kept for the next time. Not thread-safe. */
final class SortScratch {
    private final RadixSort radix = new RadixSort();
    private long[] keys = new long[1024];
    private long[] otherKeys = new long[1024];

    RadixSort radix() {
        return radix;
    }

    long memoryBytes() {
        return 8L * (keys.length + otherKeys.length);
    }

    /** At least {@code count} keys, with anything in them. */
    long[] keys(int count) {
        if (keys.length < count) {
            keys = new long[Math.max(count, keys.length * 2)];
        }
        return keys;
    }

    /** A second array of at least {@code count} keys. */
    long[] otherKeys(int count) {
        if (otherKeys.length < count) {
            otherKeys = new long[Math.max(count, otherKeys.length * 2)];
        }
        return otherKeys;
    }
}
