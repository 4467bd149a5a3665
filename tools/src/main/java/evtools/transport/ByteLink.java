package evtools.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A stream of bytes to another process, both ways. One thread may read while another writes; closing ends both with an
 * exception.
 */
public interface ByteLink extends Closeable {
    /** Reads at least one byte; -1 when the other side has closed. */
    int read(ByteBuffer target) throws IOException;

    /**
     * Fills {@code target}.
     *
     * @throws IOException also if that takes longer than {@code timeoutMillis}, or the other side closes before
     */
    void readFully(ByteBuffer target, int timeoutMillis) throws IOException;

    /** Writes all of {@code source}. */
    void write(ByteBuffer source) throws IOException;

    /** The link as the target of a transfer. Every write to it writes all it is given. */
    WritableByteChannel channel();

    /** Who is at the other end, for messages. */
    String remote();

    @Override
    void close();
}
