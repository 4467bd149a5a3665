package evtools.pipe;

import evtools.format.event.EventView;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/** Events as uncompressed frames, for the next tool in the pipe. */
final class FrameOutput implements EventOutput {
    private final OutputStream out;
    private final boolean closeStream;
    private final EventStreamWriter writer;
    private final FileTransfer files;

    /** @param files writes to {@code out} too */
    FrameOutput(OutputStream out, boolean closeStream, FileTransfer files) {
        this.out = out;
        this.files = files;
        this.closeStream = closeStream;
        this.writer = new EventStreamWriter(out);
    }

    @Override
    public boolean isBinary() {
        return true;
    }

    @Override
    public EventStreamWriter frameWriter() {
        return writer;
    }

    @Override
    public void from(FrameHeader source) throws IOException {
        FrameHeader header = writer.header();
        if (header.late() != source.late()
                || header.copies() != source.copies()
                || header.acks() != source.acks()
                || header.fsync() != source.fsync()) {
            writer.cut();
            header.flags(source.late() ? FrameFlags.LATE : 0)
                    .durability(source.copies(), source.acks(), source.fsync());
        }
    }

    @Override
    public void write(EventView event) throws IOException {
        writer.add(event.buffer(), event.offset(), event.length());
    }

    @Override
    public void passOn(FrameReader frame) throws IOException {
        writer.passOn(frame.frameBuffer(), frame.frameOffset(), frame.frameLength());
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        writer.add(buffer, offset, length);
    }

    @Override
    public void passOn(byte[] buffer, int frameOffset, int frameLength) throws IOException {
        writer.passOn(buffer, frameOffset, frameLength);
    }

    @Override
    public void passOn(FileChannel file, long position, long length) throws IOException {
        writer.cut();
        files.transfer(file, position, length);
    }

    @Override
    public void sorted(boolean late) throws IOException {
        int flags = late ? FrameFlags.SORTED | FrameFlags.LATE : FrameFlags.SORTED;
        if (late || writer.header().flags() != flags) {
            writer.cut();
            writer.header().flags(flags);
        }
    }

    @Override
    public void end() throws IOException {
        writer.end();
    }

    @Override
    public long invalidForms() {
        return 0;
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.flush();
        writer.close();
        if (closeStream) {
            out.close();
        }
    }
}
