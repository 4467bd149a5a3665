package evtools.pipe;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Moves part of a file to where a tool writes. */
@FunctionalInterface
interface FileTransfer {
    /**
     * Writes {@code count} bytes of the file from {@code position} on; its own position doesn't change.
     *
     * @throws IOException when the file can't be read, or ends before
     */
    void transfer(FileChannel source, long position, long count) throws IOException;

    /** Through memory, for outputs of which nothing else is known. */
    static FileTransfer through(OutputStream out) {
        return (source, position, count) -> {
            byte[] chunk = new byte[(int) Math.min(count, 256 << 10)];
            long end = position + count;
            for (long at = position; at < end; ) {
                int most = (int) Math.min(chunk.length, end - at);
                int found = source.read(ByteBuffer.wrap(chunk, 0, most), at);
                if (found < 0) {
                    throw new EOFException("ends at byte " + at + ", expected " + end);
                }
                out.write(chunk, 0, found);
                at += found;
            }
        };
    }
}
