package evtools.sort;

import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Sorted runs in temporary files: written once, read once. Not thread-safe.
 */
final class TempRuns {
    private final Path directory;
    private final TailPool tails;
    private long bytesWritten;
    private long runs;

    TempRuns(Path directory) {
        this(directory, new TailPool());
    }

    /** @param tails what rows of other runs end in too */
    TempRuns(Path directory, TailPool tails) {
        this.directory = directory;
        this.tails = tails;
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

    /** Writes all that {@code source} gives into a file, and returns it as a run that isn't loaded yet. */
    Run write(Source source) throws IOException {
        TemporaryFile file = TemporaryFile.open(directory);
        try {
            try (EventStreamWriter writer = new EventStreamWriter(file.output())) {
                writer.header().flags(FrameFlags.SORTED);
                source.drain(new Writing(writer));
                writer.flush();
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        bytesWritten += file.length();
        runs++;
        FrameReader reader = new FrameReader(file.input(), (offset, length, what) -> {
            throw new UncheckedIOException(
                    new TemporaryFileException(directory.toString(), new IOException(what + ", at byte " + offset)));
        });
        return new StreamRun(
                new StreamMerge.Input(
                        "temporary file in " + directory, reader, reader::next, () -> close(reader, file)),
                null,
                tails);
    }

    private static void close(FrameReader reader, TemporaryFile file) throws IOException {
        reader.close();
        file.close();
    }

    /** Frames pass as they are: reading them back is all that is needed. */
    private record Writing(EventStreamWriter writer) implements MergeSink {
        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            writer.add(buffer, offset, length);
        }

        @Override
        public void event(byte[] buffer, int offset, int length, SharedTail tail) throws IOException {
            writer.add(buffer, offset, length, tail);
        }

        @Override
        public boolean takes(FrameHeader header) {
            return true;
        }

        @Override
        public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
            writer.passOn(buffer, offset, length);
        }
    }
}
