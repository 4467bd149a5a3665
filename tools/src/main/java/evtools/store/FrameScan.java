package evtools.store;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Walks the frames of a file by their headers, reading payloads only where asked to. Not thread-safe; may be used for
 * one file after the other.
 */
final class FrameScan {
    /** Where the header's own checksum stands in it. */
    static final int HEADER_CRC_OFFSET = FrameLimits.HEADER_BYTES - Integer.BYTES;

    private static final int CHUNK_BYTES = 256 << 10;

    /** Receives what a scan finds, in order of the file. */
    interface Visitor {
        /**
         * A whole frame.
         *
         * @param header valid during the call
         * @param headerCrc the header's checksum, which tells frames of one id apart
         */
        void frame(FrameHeader header, int headerCrc, long offset, int length);

        /** Bytes that are no frame, with frames after them. */
        void damaged(long offset, long length, String what);
    }

    private final FrameHeader header = new FrameHeader();
    private final CRC32C crc = new CRC32C();
    private final byte[] head = new byte[FrameLimits.HEADER_BYTES];
    private final ByteBuffer headBuffer = ByteBuffer.wrap(head);
    private @Nullable ByteBuffer chunk;

    /**
     * Scans a file.
     *
     * @param verify whether to check payloads too, not only headers and lengths
     * @return where the last whole frame ends; what follows, if anything, is a tail that is no frame
     */
    long scan(DiskFile file, boolean verify, Visitor visitor) throws IOException {
        long size = file.size();
        long at = 0;
        while (at < size) {
            String problem = frameAt(file, size, at, verify);
            if (problem == null) {
                int length = FrameLimits.HEADER_BYTES + header.storedLength();
                visitor.frame(header, headBuffer.getInt(HEADER_CRC_OFFSET), at, length);
                at += length;
            } else {
                long next = search(file, size, at + 1);
                if (next < 0) {
                    return at;
                }
                visitor.damaged(at, next - at, problem);
                at = next;
            }
        }
        return at;
    }

    /** What is wrong with the frame at {@code at}; null: it is whole. */
    private @Nullable String frameAt(DiskFile file, long size, long at, boolean verify) throws IOException {
        if (size - at < FrameLimits.HEADER_BYTES) {
            return "file ends inside a frame header";
        }
        headBuffer.clear();
        if (file.read(headBuffer, at) < FrameLimits.HEADER_BYTES) {
            return "file ends inside a frame header";
        }
        String problem = header.read(head, 0);
        if (problem != null) {
            return problem;
        }
        if (header.storedLength() > size - at - FrameLimits.HEADER_BYTES) {
            return "file ends inside a frame";
        }
        return verify ? payloadProblem(file, at + FrameLimits.HEADER_BYTES) : null;
    }

    /** What is wrong with a frame of which all bytes are there; null: it is whole. */
    static @Nullable String problemOf(byte[] frame) {
        FrameHeader header = new FrameHeader();
        String problem = header.read(frame, 0);
        if (problem != null) {
            return problem;
        }
        if (header.frameLength() != frame.length) {
            return "frame of another length than its header says";
        }
        CRC32C crc = new CRC32C();
        crc.update(frame, FrameLimits.HEADER_BYTES, header.storedLength());
        return (int) crc.getValue() == header.payloadCrc() ? null : "frame whose payload has a wrong checksum";
    }

    private @Nullable String payloadProblem(DiskFile file, long payloadAt) throws IOException {
        ByteBuffer buffer = chunk();
        int left = header.storedLength();
        long at = payloadAt;
        crc.reset();
        while (left > 0) {
            buffer.clear().limit(Math.min(left, buffer.capacity()));
            int count = file.read(buffer, at);
            if (count == 0) {
                return "file ends inside a frame";
            }
            crc.update(buffer.flip());
            at += count;
            left -= count;
        }
        return (int) crc.getValue() == header.payloadCrc() ? null : "frame whose payload has a wrong checksum";
    }

    /**
     * Checks a frame where one is known to be.
     *
     * @return what is wrong with it; null: it is the frame of that header checksum, and whole
     */
    @Nullable
    String check(DiskFile file, long offset, int length, int headerCrc) throws IOException {
        return check(file, offset, length, headerCrc, true);
    }

    /** As {@link #check}, but without looking at the payload. */
    @Nullable
    String checkHeader(DiskFile file, long offset, int length, int headerCrc) throws IOException {
        return check(file, offset, length, headerCrc, false);
    }

    private @Nullable String check(DiskFile file, long offset, int length, int headerCrc, boolean payloadToo)
            throws IOException {
        String problem = frameAt(file, offset + length, offset, payloadToo);
        if (problem == null
                && (headBuffer.getInt(HEADER_CRC_OFFSET) != headerCrc
                        || FrameLimits.HEADER_BYTES + header.storedLength() != length)) {
            return "another frame than was stored";
        }
        return problem;
    }

    /** The first whole, undamaged frame at or after {@code from}; -1 if there is none. */
    private long search(DiskFile file, long size, long from) throws IOException {
        long at = from;
        while (size - at >= FrameLimits.HEADER_BYTES) {
            ByteBuffer buffer = chunk();
            buffer.clear();
            int count = file.read(buffer, at);
            for (int i = 0; i + Integer.BYTES <= count; i++) {
                if (buffer.getInt(i) == FrameHeader.MAGIC) {
                    // Reuses the chunk for the payload, so go on reading afresh after it.
                    if (frameAt(file, size, at + i, true) == null) {
                        return at + i;
                    }
                    buffer = chunk();
                    buffer.clear();
                    file.read(buffer, at);
                }
            }
            at += Math.max(1, count - (Integer.BYTES - 1));
        }
        return -1;
    }

    private ByteBuffer chunk() {
        ByteBuffer buffer = chunk;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
            chunk = buffer;
        }
        return buffer;
    }
}
