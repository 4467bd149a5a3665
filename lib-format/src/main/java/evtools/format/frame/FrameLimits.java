package evtools.format.frame;

import evtools.format.segment.SegmentLimits;

/** Bounds that every reader checks before it believes a length. */
public final class FrameLimits {
    public static final int HEADER_BYTES = 96;
    public static final int MAX_ROW_RAW_BYTES = 8 << 20;
    public static final int MAX_COLUMNAR_RAW_BYTES = SegmentLimits.MAX_RAW_BYTES;
    public static final int MIN_BUCKET_WIDTH_SECONDS = 10;
    public static final int MAX_BUCKET_WIDTH_SECONDS = 1_024;

    private FrameLimits() {}

    public static int maxRawBytes(int codec) {
        return codec == FrameCodec.COLUMNAR ? MAX_COLUMNAR_RAW_BYTES : MAX_ROW_RAW_BYTES;
    }

    /** The most that {@code rawBytes} may take when stored. */
    public static int maxStoredBytes(int rawBytes) {
        return rawBytes + rawBytes / 128 + 1_024;
    }
}
