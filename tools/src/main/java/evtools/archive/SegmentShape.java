package evtools.archive;

import evtools.format.segmentfile.SegmentFileWriter;

/**
 * How segments are written; what is in them doesn't depend on it.
 *
 * @param level of zstd, 1 to 19
 * @param blockBytes decoded bytes of a block, at most
 */
public record SegmentShape(int level, int blockBytes) {
    private static final long LITTLE_MEMORY_BYTES = 256L << 20;

    /** The one that suits sealing and what memory Java may use. */
    public static SegmentShape sealing() {
        return new SegmentShape(
                SegmentFileWriter.SEALING_LEVEL,
                SegmentFileWriter.blockBytes(Runtime.getRuntime().maxMemory()));
    }

    /** The same at another level. */
    public SegmentShape withLevel(int newLevel) {
        return new SegmentShape(newLevel, blockBytes);
    }

    /** The same, with small blocks where so much memory is little. */
    public SegmentShape within(long memoryBytes) {
        return memoryBytes >= LITTLE_MEMORY_BYTES
                ? this
                : new SegmentShape(level, Math.min(blockBytes, SegmentFileWriter.SMALL_BLOCK_BYTES));
    }
}
