package evtools.sort;

import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sorted runs in temporary files: written once, read once. A file has no name any more from the moment on in which it
 * was opened, so that nothing stays behind however the process ends. Not thread-safe.
 */
final class TempRuns {
    private final Path directory;
    private long bytesWritten;
    private long runs;

    TempRuns(Path directory) {
        this.directory = directory;
    }

    /** Something that gives out events in order. */
    interface Source {
        void drain(MergeSink sink) throws IOException;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    /** Runs written so far. */
    long runs() {
        return runs;
    }

    /** An open file without a name. */
    FileChannel open() throws IOException {
        Path file = Files.createTempFile(directory, "evsort-", ".tmp");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Writes all that {@code source} gives into a file, and returns it as a run that isn't loaded yet. */
    Run write(Source source) throws IOException {
        FileChannel file = open();
        try {
            OutputStream out = Channels.newOutputStream(file);
            try (EventStreamWriter writer = new EventStreamWriter(out)) {
                writer.header().flags(FrameFlags.SORTED);
                source.drain(new Writing(writer));
                writer.flush();
            }
            bytesWritten += file.position();
            runs++;
            file.position(0);
            FrameReader reader = new FrameReader(Channels.newInputStream(file), (offset, length, what) -> {
                throw new UncheckedIOException(
                        new IOException("temporary file damaged, at byte " + offset + ": " + what));
            });
            return new StreamRun(
                    "temporary file in " + directory,
                    reader,
                    reader::next,
                    () -> {
                        reader.close();
                        file.close();
                    },
                    null);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Frames pass as they are: reading them back is all that is needed. */
    private record Writing(EventStreamWriter writer) implements MergeSink {
        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            writer.add(buffer, offset, length);
        }

        @Override
        public boolean takesFrames() {
            return true;
        }

        @Override
        public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
            writer.passOn(buffer, offset, length);
        }
    }
}
