package evtools.evgen;

import evtools.format.ByteArrayBuilder;
import java.io.IOException;

/** Takes generated lines. Not thread-safe. */
interface LineSink extends AutoCloseable {
    /** Where the next line is to be appended. */
    ByteArrayBuilder buffer();

    /**
     * Takes the line that was appended to {@link #buffer}.
     *
     * @param walker the number of its walker
     * @param from where in the buffer it begins; it ends where the buffer does
     */
    void line(int walker, int from) throws IOException;

    /** Writes out what is buffered. */
    void flush() throws IOException;

    /** Flushes; leaves the stream open. */
    @Override
    void close() throws IOException;
}
