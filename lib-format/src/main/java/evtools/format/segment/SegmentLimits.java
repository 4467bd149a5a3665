package evtools.format.segment;

/** Bounds of a block. */
public final class SegmentLimits {
    /** Most bytes of the events of a block, each with its length. */
    public static final int MAX_RAW_BYTES = 128 << 20;

    private static final int ROWS_OF_ANY_LENGTH = 64 << 10;
    private static final int BYTES_OF_A_ROW = 16;

    private SegmentLimits() {}

    /**
     * Most events of a block of {@code rawLength} bytes, so that memory for rows is bounded by their bytes. Valid events
     * are never so short; of others, a block takes fewer.
     */
    public static int maxRows(int rawLength) {
        return ROWS_OF_ANY_LENGTH + rawLength / BYTES_OF_A_ROW;
    }
}
