package evtools.evtail;

import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.format.position.Positions;
import evtools.format.position.SourcePosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Reads each source to its end, once. */
final class ReadOnce {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A writer that pauses shortly after its first lines may have more to learn from. */
    private static final int MAX_WAITS = 25;

    private static final long WAIT_NANOS = 10_000_000L;

    private final Stdio io;
    private final Output output;
    private final Defaults defaults;
    private final Positions positions;
    private final WholeFiles files;
    private final Failures failures;
    private final Rotations rotations;
    private final Waiting waiting;

    ReadOnce(Stdio io, Output output, Defaults defaults, Positions positions, Waiting waiting) {
        this.waiting = waiting;
        this.io = io;
        this.output = output;
        this.defaults = defaults;
        this.positions = positions;
        this.files = new WholeFiles(output, defaults);
        this.failures = new Failures(io.diagnostics());
        this.rotations = new Rotations(io.diagnostics());
    }

    int run(List<String> operands) throws IOException {
        if (output.wantsPositions()) {
            io.signals().onTerminate(files::stop);
        }
        SourceFinder finder = new SourceFinder(failures);
        for (String name : finder.find(operands)) {
            if (files.isStopped()) {
                break;
            }
            failures.guard(name, () -> {
                if (name.equals("-")) {
                    standardInput();
                } else {
                    file(name);
                }
            });
        }
        output.end();
        return failures.any() ? ExitCode.FAILURE : ExitCode.OK;
    }

    private void standardInput() throws IOException {
        FileIdentity identity = FileIdentity.none(io.clock().epochNanos() / NANOS_PER_SECOND);
        SourceReading reading = SourceReading.fresh("-", identity, 0, defaults, output.sink());
        InputStream in = io.in();
        int waits = 0;
        while (true) {
            // A stream that can't tell what it has says 0 too: then it is flushed a little too often.
            if (in.available() == 0) {
                if (waits < MAX_WAITS && reading.waitsToLookAhead()) {
                    waiting.await(WAIT_NANOS);
                    waits++;
                    continue;
                }
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
            files.read(name, new Rotations.Piece(path, identity, null));
            return;
        }
        for (Rotations.Piece piece : rotations.since(position, path, identity, true)) {
            if (files.isStopped()) {
                return;
            }
            files.read(name, piece);
        }
    }
}
