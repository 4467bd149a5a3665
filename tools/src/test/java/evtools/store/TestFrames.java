package evtools.store;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventBuilder;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Small real frames. */
final class TestFrames {
    static final int WIDTH = 1024;
    static final long ORIGIN = 0x1234567890abcdefL;

    private TestFrames() {}

    /** A frame made. */
    record Made(FrameHeader header, ByteBuffer bytes) {
        int headerCrc() {
            return bytes.getInt(FrameScan.HEADER_CRC_OFFSET);
        }
    }

    /** A frame of one event at that second. */
    static Made frame(long sequence, long epochSecond, String text) {
        ByteArrayBuilder payload = new ByteArrayBuilder(256);
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        long point = Point.fromEpochSeconds(epochSecond);
        new EventBuilder().begin(point).text(line, 0, line.length).finish(payload);
        FrameHeader header = new FrameHeader()
                .codec(FrameCodec.NONE)
                .flags(FrameFlags.SORTED)
                .durability(3, 2, false)
                .bucket(WIDTH, Point.bucket(point, WIDTH))
                .id(ORIGIN, sequence)
                .builtPoint(point)
                .events(1, point, point);
        ByteArrayBuilder frame = new ByteArrayBuilder(256);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), frame);
        }
        return new Made(header, ByteBuffer.wrap(frame.toByteArray()));
    }
}
