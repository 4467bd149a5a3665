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

    /** Memory that keeping track of a frame takes: 230 were measured (docs/OPERATING.md). */
    private static final int FRAME_MEMORY_BYTES = 250;

    /** The same with no more frames than three quarters of so much memory can keep track of. */
    public StoreLimits withinMemory(long bytes) {
        int fitting = (int) Math.min(maxFrames, bytes / 4 * 3 / FRAME_MEMORY_BYTES);
        return new StoreLimits(leafBytes, maxOpenFiles, fitting, minFreeFraction, minFreeBytes);
    }

    /** The same with other room to be left free. */
    public StoreLimits withMinFree(double fraction, long bytes) {
        return new StoreLimits(leafBytes, maxOpenFiles, maxFrames, fraction, bytes);
    }
}
