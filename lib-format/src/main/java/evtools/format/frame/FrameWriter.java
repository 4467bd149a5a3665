package evtools.format.frame;

import evtools.format.ByteArrayBuilder;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes frames to a stream, each with one {@code write}. The stream belongs to the caller, who closes it. Not
 * thread-safe.
 */
public final class FrameWriter implements AutoCloseable {
    private final OutputStream out;
    private final FrameCodecs codecs;
    private final ByteArrayBuilder frame = new ByteArrayBuilder(64 << 10);

    public FrameWriter(OutputStream out) {
        this(out, FrameCodecs.DEFAULT_ZSTD_LEVEL);
    }

    public FrameWriter(OutputStream out, int zstdLevel) {
        this.out = out;
        this.codecs = new FrameCodecs(zstdLevel);
    }

    /** Compresses a payload as {@code header.codec()} says, fills in lengths and checksums and writes the frame. */
    public void write(FrameHeader header, byte[] raw, int offset, int length) throws IOException {
        frame.clear();
        encode(header, codecs, raw, offset, length, frame);
        out.write(frame.array(), 0, frame.length());
    }

    /**
     * Compresses rows that share tails, with their table.
     *
     * @param wholeLength bytes that the rows would take whole
     */
    public void writeShared(FrameHeader header, byte[] raw, int offset, int length, int wholeLength)
            throws IOException {
        frame.clear();
        encode(header, codecs, raw, offset, length, wholeLength, frame);
        out.write(frame.array(), 0, frame.length());
    }

    /**
     * Writes an uncompressed frame whose payload is in {@code buffer} after room for the header, without copying it.
     *
     * @param buffer bytes {@code [0, 96)} are overwritten by the header, the payload follows
     * @param wholeLength bytes that the rows would take whole, if they share tails, whose table is the payload's end;
     *     else 0
     */
    public void writeInPlace(FrameHeader header, byte[] buffer, int payloadLength, int wholeLength) throws IOException {
        header.codec(FrameCodec.NONE)
                .payload(
                        payloadLength,
                        wholeLength,
                        payloadLength,
                        header.crc(buffer, FrameLimits.HEADER_BYTES, payloadLength));
        header.write(buffer, 0);
        out.write(buffer, 0, FrameLimits.HEADER_BYTES + payloadLength);
    }

    /** Passes a whole frame on as it is. */
    public void writeStored(byte[] buffer, int frameOffset, int frameLength) throws IOException {
        out.write(buffer, frameOffset, frameLength);
    }

    /** Appends a whole frame to {@code out}; fills in the header's lengths and checksums. Returns its length. */
    public static int encode(
            FrameHeader header, FrameCodecs codecs, byte[] raw, int offset, int length, ByteArrayBuilder out) {
        return encode(header, codecs, raw, offset, length, 0, out);
    }

    /**
     * The same for rows that share tails, whose table is the payload's end.
     *
     * @param wholeLength bytes that the rows would take whole; 0: they are whole
     */
    public static int encode(
            FrameHeader header,
            FrameCodecs codecs,
            byte[] raw,
            int offset,
            int length,
            int wholeLength,
            ByteArrayBuilder out) {
        int start = out.length();
        out.ensure(FrameLimits.HEADER_BYTES);
        out.advance(FrameLimits.HEADER_BYTES);
        int stored = codecs.compress(header.codec(), raw, offset, length, out);
        int crc = header.crc(out.array(), start + FrameLimits.HEADER_BYTES, stored);
        header.payload(length, wholeLength, stored, crc);
        header.write(out.array(), start);
        return FrameLimits.HEADER_BYTES + stored;
    }

    public void flush() throws IOException {
        out.flush();
    }

    /** Frees the codecs; leaves the stream open. */
    @Override
    public void close() {
        codecs.close();
    }
}
