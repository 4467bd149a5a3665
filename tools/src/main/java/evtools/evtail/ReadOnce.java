package evtools.evtail;

import evtools.cli.Diagnostics;
import evtools.cli.ExitCode;
import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.format.position.Positions;
import evtools.format.position.SourcePosition;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Reads each source to its end, once. */
final class ReadOnce {
    private static final long CHECKPOINT_BYTES = 1 << 20;

    private final Stdio io;
    private final Diagnostics diagnostics;
    private final Output output;
    private final Defaults defaults;
    private final Positions positions;
    private boolean failed;
    private volatile boolean stopped;

    ReadOnce(Stdio io, Output output, Defaults defaults, Positions positions) {
        this.io = io;
        this.diagnostics = io.diagnostics();
        this.output = output;
        this.defaults = defaults;
        this.positions = positions;
    }

    int run(List<String> operands) throws IOException {
        if (output.wantsPositions()) {
            io.signals().onTerminate(() -> stopped = true);
        }
        SourceFinder finder = new SourceFinder(diagnostics);
        for (String name : finder.find(operands)) {
            if (stopped) {
                break;
            }
            try {
                if (name.equals("-")) {
                    standardInput();
                } else {
                    file(name);
                }
            } catch (IOException e) {
                fail(name, FailureText.reason(e));
            } catch (UserError e) {
                failed = true;
                diagnostics.error(String.valueOf(e.getMessage()));
                if (e.hint() != null) {
                    diagnostics.hint(e.hint());
                }
            }
        }
        output.end();
        return failed || finder.hasFailed() ? ExitCode.FAILURE : ExitCode.OK;
    }

    private void fail(String name, String what) {
        failed = true;
        diagnostics.errorIn(name, what);
    }

    private void standardInput() throws IOException {
        long seconds = io.clock().epochNanos() / 1_000_000_000L;
        SourceReading reading = SourceReading.fresh("-", FileIdentity.none(seconds), 0, defaults, output.sink());
        InputStream in = io.in();
        PauseWatch pauses = new PauseWatch(in);
        while (true) {
            if (pauses.isPausing()) {
                reading.pause();
                output.flush();
            }
            if (reading.readFrom(in) < 0) {
                break;
            }
        }
        reading.finish();
    }

    private void file(String name) throws IOException {
        Path path = Path.of(name);
        FileIdentity identity = FileIdentity.of(path);
        SourcePosition position = output.wantsPositions() ? positions.get(name) : null;
        if (position == null) {
            read(path, SourceReading.fresh(name, identity, 0, defaults, output.sink()), 0);
            return;
        }
        List<Rotations.Piece> pieces = new Rotations(diagnostics).since(position, path, identity);
        for (Rotations.Piece piece : pieces) {
            if (stopped) {
                return;
            }
            if (piece.position() == null) {
                read(piece.path(), SourceReading.fresh(name, piece.identity(), 0, defaults, output.sink()), 0);
            } else {
                resume(piece, piece.position());
            }
        }
    }

    private void resume(Rotations.Piece piece, SourcePosition position) throws IOException {
        byte[] first = Inputs.first(piece.path(), position.begin(), position.fingerprintedBytes());
        if (first == null) {
            throw new EOFException("was cut while it was read");
        }
        if (position.givenOutBytes() > 0 && holdsOnlyWhatWasGivenOut(piece.path(), position)) {
            return;
        }
        read(
                piece.path(),
                SourceReading.resumed(position, piece.identity(), first, defaults, output.sink()),
                position.offset());
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
                if (output.wantsPositions() && sinceCheckpoint >= CHECKPOINT_BYTES) {
                    sinceCheckpoint = 0;
                    output.note(reading.position());
                    output.checkpoint();
                }
            }
        } catch (EOFException e) {
            // A compressed file that was cut: what it held before is good.
            reading.finish();
            note(reading);
            throw new EOFException("compressed file ends too early");
        }
        if (whole) {
            reading.finish();
        }
        note(reading);
    }

    private void note(SourceReading reading) throws IOException {
        if (output.wantsPositions() && reading.file().regular()) {
            output.note(reading.position());
            output.checkpoint();
        }
    }
}
