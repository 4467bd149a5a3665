package evtools.fetch;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A whole events frame from a server, checked. */
public final class FetchedFrame {
    private final FrameHeader header = new FrameHeader();
    private final byte[] bytes;

    private FetchedFrame(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies a received frame out of its buffer.
     *
     * @throws FormatException if it is damaged, or not one that this version can use
     */
    public static FetchedFrame of(ByteBuffer received) throws FormatException {
        FetchedFrame frame = new FetchedFrame(new byte[received.remaining()]);
        received.get(frame.bytes);
        String problem = frame.problem();
        if (problem != null) {
            throw new FormatException(problem);
        }
        return frame;
    }

    private @Nullable String problem() {
        String damage = header.read(bytes, 0);
        if (damage != null) {
            return damage;
        }
        if (header.frameLength() != bytes.length) {
            return "frame whose length differs from its message's";
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, FrameLimits.HEADER_BYTES, header.storedLength());
        if ((int) crc.getValue() != header.payloadCrc()) {
            return "frame whose payload has a wrong checksum";
        }
        if (header.unreadable() != null) {
            return header.unreadable();
        }
        return header.kind() == FrameKind.EVENTS ? null : "frame of kind " + header.kind();
    }

    /** Its header. */
    public FrameHeader header() {
        return header;
    }

    /** The frame, header first, from the array's beginning. */
    public byte[] bytes() {
        return bytes;
    }

    /** The header's checksum, which covers the payload's. */
    public int headerCrc() {
        return BigEndian.getInt(bytes, FrameLimits.HEADER_BYTES - Integer.BYTES);
    }

    /** The order in which servers send frames, so that copies from several servers meet. */
    public int compareInSendingOrder(FetchedFrame other) {
        int order = Long.compareUnsigned(header.minPoint(), other.header.minPoint());
        order = order != 0 ? order : Long.compareUnsigned(header.origin(), other.header.origin());
        order = order != 0 ? order : Long.compareUnsigned(header.sequence(), other.header.sequence());
        return order != 0 ? order : Integer.compareUnsigned(headerCrc(), other.headerCrc());
    }
}
