package evtools.format.segmentfile;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.frame.FrameLimits;

/**
 * The payload of the last frame of a segment.
 *
 * <pre>
 *  0 magic 89 45 56 54   4 version   5 0 (3 bytes)   8 length of the index frame   16 bytes from the segment's first
 *  frame to the trailer
 * </pre>
 */
final class SegmentTrailer {
    static final int MAGIC = 0x89455654;
    static final int VERSION = 1;
    static final int PAYLOAD_BYTES = 24;
    static final int FRAME_BYTES = FrameLimits.HEADER_BYTES + PAYLOAD_BYTES;

    private SegmentTrailer() {}

    static ByteArrayBuilder encode(long indexFrameBytes, long bytesBefore) {
        return new ByteArrayBuilder(PAYLOAD_BYTES)
                .putInt(MAGIC)
                .putInt(VERSION << 24)
                .putLong(indexFrameBytes)
                .putLong(bytesBefore);
    }

    static boolean isTrailer(byte[] payload, int offset) {
        return BigEndian.getInt(payload, offset) == MAGIC;
    }

    static int version(byte[] payload, int offset) {
        return payload[offset + 4] & 0xFF;
    }

    static long indexFrameBytes(byte[] payload, int offset) {
        return BigEndian.getLong(payload, offset + 8);
    }

    static long bytesBefore(byte[] payload, int offset) {
        return BigEndian.getLong(payload, offset + 16);
    }
}
