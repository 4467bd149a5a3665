package evtools.evtail;

import evtools.format.position.SourcePosition;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Reads files from a place to their end, with a checkpoint now and then. Not thread-safe but for {@link #stop}. */
final class WholeFiles {
    private static final long CHECKPOINT_BYTES = 1 << 20;

    private final Output output;
    private final Defaults defaults;
    private volatile boolean stopped;

    WholeFiles(Output output, Defaults defaults) {
        this.output = output;
        this.defaults = defaults;
    }

    /** Ends reading at the next occasion; may be called from another thread. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Reads what stands in one file for a source. */
    void read(String name, Rotations.Piece piece) throws IOException {
        SourcePosition position = piece.position();
        if (position == null) {
            read(piece.path(), fresh(name, piece.identity()), 0);
        } else if (position.givenOutBytes() == 0 || !holdsOnlyWhatWasGivenOut(piece.path(), position)) {
            read(piece.path(), resumed(piece.path(), piece.identity(), position), position.offset());
        }
    }

    SourceReading fresh(String name, FileIdentity identity) {
        return SourceReading.fresh(name, identity, 0, defaults, output.sink());
    }

    /** Reading on in a file that was found to be the position's. */
    SourceReading resumed(Path path, FileIdentity identity, SourcePosition position) throws IOException {
        if (position.offset() == position.begin()) {
            return SourceReading.fresh(position.path(), identity, position.begin(), defaults, output.sink());
        }
        byte[] first = Inputs.first(path, position.begin(), position.fingerprintedBytes());
        if (first == null) {
            throw new EOFException("was cut while it was read");
        }
        return SourceReading.resumed(position, identity, first, defaults, output.sink());
    }

    /** Whether the last line, given out without its line feed, is still all there is after the position. */
    private static boolean holdsOnlyWhatWasGivenOut(Path path, SourcePosition position) throws IOException {
        try (InputStream in = Inputs.open(path, true, position.offset())) {
            in.skipNBytes(position.givenOutBytes());
            return in.read() < 0;
        } catch (EOFException e) {
            return false;
        }
    }

    private void read(Path path, SourceReading reading, long skip) throws IOException {
        long sinceCheckpoint = 0;
        boolean whole = false;
        try (InputStream in = Inputs.open(path, reading.file().regular(), skip)) {
            while (!stopped) {
                int count = reading.readFrom(in);
                if (count < 0) {
                    whole = true;
                    break;
                }
                sinceCheckpoint += count;
                if (sinceCheckpoint >= CHECKPOINT_BYTES) {
                    sinceCheckpoint = 0;
                    checkpoint(reading);
                }
            }
        } catch (IOException e) {
            // What was read before is good: a compressed file that was cut, a disk that fails.
            reading.finish();
            checkpoint(reading);
            throw e instanceof EOFException ? new EOFException("compressed file ends too early") : e;
        }
        if (whole) {
            reading.finish();
        }
        checkpoint(reading);
    }

    private void checkpoint(SourceReading reading) throws IOException {
        if (output.wantsPositions() && reading.file().regular()) {
            output.note(reading.position());
            output.checkpoint();
        }
    }
}
