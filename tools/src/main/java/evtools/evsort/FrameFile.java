package evtools.evsort;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/** A file of frames that somebody may have been killed while appending to. */
final class FrameFile {
    private FrameFile() {}

    /**
     * Cuts off what is there of a last frame that isn't whole. Damage inside the file stays.
     *
     * @return false if the file doesn't begin like frames and was left as it is
     */
    static boolean cutTail(File file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file, "rw")) {
            long length = bytes.length();
            long whole = wholeFrames(bytes, length);
            if (whole == 0 && length > 0 && !beginsLikeAFrame(bytes, length)) {
                return false;
            }
            if (whole < length && isCut(bytes, whole, length)) {
                bytes.setLength(whole);
            }
            return true;
        }
    }

    private static boolean beginsLikeAFrame(RandomAccessFile bytes, long length) throws IOException {
        if (length < Integer.BYTES) {
            return false;
        }
        bytes.seek(0);
        return bytes.readInt() == FrameHeader.MAGIC;
    }

    /** Where the last of the frames ends that follow one another from the beginning on. */
    private static long wholeFrames(RandomAccessFile bytes, long length) throws IOException {
        byte[] start = new byte[FrameLimits.HEADER_BYTES];
        FrameHeader header = new FrameHeader();
        long at = 0;
        while (length - at >= FrameLimits.HEADER_BYTES) {
            bytes.seek(at);
            bytes.readFully(start);
            if (header.read(start, 0) != null || header.frameLength() > length - at) {
                break;
            }
            at += header.frameLength();
        }
        return at;
    }

    /** Whether what follows is a frame that ends too early, and not damage with other frames after it. */
    private static boolean isCut(RandomAccessFile bytes, long from, long length) throws IOException {
        if (length - from < FrameLimits.HEADER_BYTES) {
            return true;
        }
        byte[] start = new byte[FrameLimits.HEADER_BYTES];
        bytes.seek(from);
        bytes.readFully(start);
        FrameHeader header = new FrameHeader();
        return header.read(start, 0) == null && header.frameLength() > length - from;
    }
}
