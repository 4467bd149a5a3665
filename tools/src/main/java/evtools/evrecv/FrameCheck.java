package evtools.evrecv;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import evtools.replication.FrameKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Checks received frames before anything in them is believed. One per connection; not thread-safe. */
final class FrameCheck {
    private static final int HEADER_CRC_OFFSET = FrameLimits.HEADER_BYTES - Integer.BYTES;
    private static final long TICKS_PER_SECOND = 100_000_000L;

    private final int bucketWidthSeconds;
    private final long environmentTag;
    private final FrameHeader header = new FrameHeader();
    private final byte[] head = new byte[FrameLimits.HEADER_BYTES];
    private final CRC32C crc = new CRC32C();

    FrameCheck(int bucketWidthSeconds, long environmentTag) {
        this.bucketWidthSeconds = bucketWidthSeconds;
        this.environmentTag = environmentTag;
    }

    /** The header of the frame that {@link #problem} looked at last. */
    FrameHeader header() {
        return header;
    }

    /** What the frame is known by. */
    FrameKey key(ByteBuffer frame) {
        return new FrameKey(header.origin(), header.sequence(), frame.getInt(frame.position() + HEADER_CRC_OFFSET));
    }

    /**
     * Looks at a frame's header alone.
     *
     * @throws IOException if it can't be believed: the other side does not speak as it should
     */
    void readHeader(ByteBuffer frame) throws IOException {
        frame.get(frame.position(), head);
        String damage = header.read(head, 0);
        if (damage != null) {
            throw new IOException("received a " + damage);
        }
    }

    /**
     * What is wrong with a frame; null: it can be stored.
     *
     * @throws IOException if not even its header can be believed: the other side does not speak as it should
     */
    @Nullable
    String problem(ByteBuffer frame) throws IOException {
        readHeader(frame);
        if (header.storedLength() != frame.remaining() - FrameLimits.HEADER_BYTES) {
            throw new IOException(
                    "received a frame of " + frame.remaining() + " bytes whose header says " + header.frameLength());
        }
        if (header.version() != FrameHeader.VERSION) {
            return header.unreadable();
        }
        crc.reset();
        crc.update(frame.duplicate().position(frame.position() + FrameLimits.HEADER_BYTES));
        if ((int) crc.getValue() != header.payloadCrc()) {
            return "payload has a wrong checksum";
        }
        if (!header.hasId()) {
            return "frame without an id";
        }
        if (header.kind() == FrameKind.POSITIONS || header.kind() == FrameKind.END) {
            return "frame of kind " + header.kind() + ", which belongs to a stream";
        }
        if (header.environmentTag() != environmentTag) {
            return "frame of another environment";
        }
        if (header.bucketWidthSeconds() != bucketWidthSeconds) {
            return "frame with another bucket width (expected " + bucketWidthSeconds + ", found "
                    + header.bucketWidthSeconds() + ")";
        }
        long lastBucket = Long.divideUnsigned(-1L, bucketWidthSeconds * TICKS_PER_SECOND);
        if (Long.compareUnsigned(header.bucket(), lastBucket) > 0) {
            return "frame with an impossible bucket " + Long.toUnsignedString(header.bucket());
        }
        return null;
    }
}
