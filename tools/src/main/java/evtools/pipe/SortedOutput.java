package evtools.pipe;

import evtools.format.frame.FrameHeader;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import evtools.sort.MergeSink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Lets an {@link EventOutput} take what sorting and merging give out. The output belongs to the caller. */
public final class SortedOutput implements MergeSink {
    private final EventOutput out;
    private final @Nullable EventStreamWriter frames;
    private final boolean distinct;
    private final boolean late;
    private boolean passesFrames;
    private boolean passesFiles;

    /**
     * Makes a sink.
     *
     * @param distinct whether duplicates are left out, so that frames can be flagged as sorted
     * @param late whether what comes through here comes after its time
     */
    public SortedOutput(EventOutput out, boolean distinct, boolean late) {
        this.out = out;
        this.frames = out.isBinary() ? out.frameWriter() : null;
        this.distinct = distinct;
        this.late = late;
    }

    /** Has whole frames pass where they can. Without that, frames depend on the events alone. */
    public SortedOutput passingFrames() {
        passesFrames = true;
        return this;
    }

    /**
     * Has whole frames of files pass inside the kernel: of these only the headers are checked.
     *
     * @param yes otherwise they are read, and checked as frames from pipes are
     */
    public SortedOutput passingFiles(boolean yes) {
        passesFiles = yes;
        return this;
    }

    @Override
    public void begin() throws IOException {
        if (distinct) {
            out.sorted(late);
        }
    }

    @Override
    public void event(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
    }

    @Override
    public void event(byte[] buffer, int offset, int length, SharedTail tail) throws IOException {
        if (frames == null) {
            MergeSink.super.event(buffer, offset, length, tail);
        } else {
            frames.add(buffer, offset, length, tail);
        }
    }

    @Override
    public boolean takes(FrameHeader header) {
        return passesFrames && out.isBinary();
    }

    @Override
    public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
        out.passOn(buffer, offset, length);
    }

    @Override
    public boolean takesFiles() {
        return passesFiles;
    }

    @Override
    public void frames(FileChannel file, long position, long length) throws IOException {
        out.passOn(file, position, length);
    }
}
