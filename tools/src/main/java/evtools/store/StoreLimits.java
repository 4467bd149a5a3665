package evtools.store;

/**
 * Bounds of a {@link DirectoryStore}.
 *
 * @param leafBytes a leaf that has reached this is not appended to any more
 * @param maxOpenFiles files kept open
 * @param maxFrames frames the store keeps track of; more are refused as if it were full
 * @param minFreeFraction part of a file system that is left free, 0…1
 * @param minFreeBytes bytes of a file system that are left free
 */
public record StoreLimits(int leafBytes, int maxOpenFiles, int maxFrames, double minFreeFraction, long minFreeBytes) {
    /** 64 MiB, 128 files, 20 million frames, 5 %. */
    public static final StoreLimits DEFAULT = new StoreLimits(64 << 20, 128, 20_000_000, 0.05, 0);

    /** The same with other room to be left free. */
    public StoreLimits withMinFree(double fraction, long bytes) {
        return new StoreLimits(leafBytes, maxOpenFiles, maxFrames, fraction, bytes);
    }
}
