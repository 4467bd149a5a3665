package evtools.pipe;

import evtools.format.event.EventView;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.segmentfile.SegmentFileWriter;
import evtools.format.stream.EventStreamWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Events as a segment. Frames of other kinds have no place in it. */
final class SegmentOutput implements EventOutput {
    private final OutputStream out;
    private final boolean closeStream;
    private final SegmentFileWriter writer;
    private boolean finished;

    /** @param zstdLevel 1 to 19 */
    SegmentOutput(OutputStream out, boolean closeStream, int zstdLevel) {
        this.out = out;
        this.closeStream = closeStream;
        this.writer = new SegmentFileWriter(
                out,
                zstdLevel,
                SegmentFileWriter.blockBytes(Runtime.getRuntime().maxMemory()));
    }

    @Override
    public boolean isBinary() {
        return false;
    }

    @Override
    public @Nullable EventStreamWriter frameWriter() {
        return null;
    }

    @Override
    public void from(FrameHeader source) throws IOException {
        late(source.late());
    }

    private void late(boolean late) throws IOException {
        FrameHeader header = writer.header();
        if (header.late() != late) {
            writer.cut();
            header.flags(late ? FrameFlags.LATE : 0);
        }
    }

    @Override
    public void write(EventView event) throws IOException {
        writer.add(event.buffer(), event.offset(), event.length());
    }

    @Override
    public void passOn(FrameReader frame) {}

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        writer.add(buffer, offset, length);
    }

    @Override
    public void passOn(byte[] buffer, int frameOffset, int frameLength) {}

    @Override
    public void passOn(FileChannel file, long position, long length) {}

    @Override
    public void sorted(boolean late) throws IOException {
        late(late);
    }

    @Override
    public void end() throws IOException {
        finish();
    }

    private void finish() throws IOException {
        if (!finished) {
            writer.finish();
            finished = true;
        }
    }

    @Override
    public long invalidForms() {
        return 0;
    }

    /** Blocks are cut by size alone: many small ones would be no archive. */
    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        try (OutputStream opened = closeStream ? out : OutputStream.nullOutputStream()) {
            finish();
            writer.close();
            opened.flush();
        }
    }
}
