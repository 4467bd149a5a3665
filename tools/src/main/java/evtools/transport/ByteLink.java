package evtools.transport;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A stream of bytes to another process, both ways. One thread may read while another writes; closing ends both with an
 * exception.
 */
public interface ByteLink extends Closeable {
    /** Reads at least one byte; -1 when the other side has closed, properly where that can be told. */
    int read(ByteBuffer target) throws IOException;

    /** Fills {@code target}; an {@link EOFException} if the other side closes before. */
    default void readFully(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("connection closed by the other side");
            }
        }
    }

    /**
     * All that is read from now on has to come within so many milliseconds, else reading ends with a {@link
     * ReadDeadlineException}; 0: no more deadline. To be called by the reading thread.
     */
    void deadline(long millis) throws IOException;

    /** Writes all of {@code source}; a link may keep it back until {@link #flush}. */
    void write(ByteBuffer source) throws IOException;

    /** Sends what {@link #write} kept back. To be called when nothing more is to be written for a while. */
    default void flush() throws IOException {}

    /** Sends all that was written, and that this was all. */
    default void end() throws IOException {
        flush();
    }

    /** The link as the target of a transfer. Every write to it writes all it is given, as {@link #write} does. */
    WritableByteChannel channel();

    /** Who is at the other end, for messages. */
    String remote();

    @Override
    void close();
}
