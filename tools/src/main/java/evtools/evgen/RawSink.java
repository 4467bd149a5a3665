package evtools.evgen;

import evtools.format.ByteArrayBuilder;
import java.io.IOException;
import java.io.OutputStream;

/** Writes lines as they are. */
final class RawSink implements LineSink {
    private static final int WRITE_BYTES = 128 << 10;

    private final OutputStream out;
    private final ByteArrayBuilder buffer = new ByteArrayBuilder(2 * WRITE_BYTES);

    RawSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public ByteArrayBuilder buffer() {
        return buffer;
    }

    @Override
    public void line(int walker, int from) throws IOException {
        if (buffer.length() >= WRITE_BYTES) {
            drain();
        }
    }

    private void drain() throws IOException {
        out.write(buffer.array(), 0, buffer.length());
        buffer.clear();
    }

    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
