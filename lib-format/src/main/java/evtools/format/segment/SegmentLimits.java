package evtools.format.segment;

/** Bounds of a block. */
public final class SegmentLimits {
    /** Most bytes of the events of a block, each with its length. */
    public static final int MAX_RAW_BYTES = 128 << 20;

    private SegmentLimits() {}
}
