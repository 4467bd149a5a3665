package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Events as text, collected into large writes. */
final class TextOutput implements EventOutput {
    private static final int WRITE_BYTES = 64 << 10;

    private final OutputStream out;
    private final boolean closeStream;
    private final EventText text;
    private final EventView event = new EventView();
    private final ByteArrayBuilder buffer = new ByteArrayBuilder(2 * WRITE_BYTES);

    TextOutput(OutputStream out, boolean closeStream, EventText text) {
        this.out = out;
        this.closeStream = closeStream;
        this.text = text;
    }

    @Override
    public boolean isBinary() {
        return false;
    }

    /** Text is made of fields and tokens. */
    @Override
    public boolean takesTails() {
        return true;
    }

    @Override
    public @Nullable EventStreamWriter frameWriter() {
        return null;
    }

    @Override
    public void from(FrameHeader source) {}

    @Override
    public void write(EventView event) throws IOException {
        text.append(event, buffer);
        if (buffer.length() >= WRITE_BYTES) {
            drain();
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (!event.tryWrap(source, offset, length)) {
            throw new FormatException("event that can't be shown: " + event.problem());
        }
        write(event);
    }

    @Override
    public void passOn(FrameReader frame) {}

    @Override
    public void passOn(byte[] source, int frameOffset, int frameLength) {}

    @Override
    public void passOn(FileChannel file, long position, long length) {}

    @Override
    public void sorted(boolean late) {}

    @Override
    public void end() {}

    @Override
    public long invalidForms() {
        return text.invalidForms();
    }

    private void drain() throws IOException {
        if (buffer.length() > 0) {
            out.write(buffer.array(), 0, buffer.length());
            buffer.clear();
        }
    }

    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        text.finish(buffer);
        flush();
        if (closeStream) {
            out.close();
        }
    }
}
