package evtools.evtail;

import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.format.position.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows sources by their names until it is told to stop: through growth, rotation by renaming, truncation, files that
 * come late or go.
 */
final class Follow {
    private static final long POLL_NANOS = 250_000_000L;
    private static final int POLLS_PER_SEARCH = 20;
    private static final int POLLS_PER_READER_CHECK = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Stdio io;
    private final Output output;
    private final Positions positions;
    private final WholeFiles files;
    private final Failures failures;
    private final Rotations rotations;
    private final Waiting waiting;
    private final Map<String, FollowedSource> sources = new LinkedHashMap<>();

    Follow(Stdio io, Output output, Defaults defaults, Positions positions, Waiting waiting) {
        this.io = io;
        this.output = output;
        this.positions = positions;
        this.files = new WholeFiles(output, defaults);
        this.failures = new Failures(io.diagnostics());
        this.rotations = new Rotations(io.diagnostics());
        this.waiting = waiting;
    }

    int run(List<String> operands) throws IOException {
        io.signals().onTerminate(() -> {
            files.stop();
            waiting.end();
        });
        boolean searches = operands.stream().anyMatch(Follow::standsForMany);
        SourceFinder finder = new SourceFinder(failures);
        int polls = 0;
        while (!files.isStopped()) {
            if (polls == 0 || (searches && polls % POLLS_PER_SEARCH == 0)) {
                for (String name : finder.find(operands)) {
                    sources.computeIfAbsent(name, this::source);
                }
            }
            if (!poll()) {
                waiting.await(POLL_NANOS);
                polls++;
                if (polls % POLLS_PER_READER_CHECK == 0) {
                    io.requireReader();
                }
            }
        }
        for (FollowedSource source : sources.values()) {
            failures.guard(source.name(), source::close);
        }
        output.end();
        return failures.any() ? ExitCode.FAILURE : ExitCode.OK;
    }

    private static boolean standsForMany(String operand) {
        return SourceFinder.isPattern(operand) || Files.isDirectory(Path.of(operand));
    }

    private FollowedSource source(String name) {
        return new FollowedSource(name, output, files, failures, rotations);
    }

    /** Looks at every source once; returns whether there was anything to read. */
    private boolean poll() throws IOException {
        boolean any = false;
        long nowSeconds = io.clock().epochNanos() / NANOS_PER_SECOND;
        for (FollowedSource source : sources.values()) {
            boolean[] read = new boolean[1];
            failures.guard(source.name(), () -> read[0] = source.poll(positions, nowSeconds));
            any |= read[0];
            if (files.isStopped()) {
                break;
            }
        }
        // Also without positions this is where the output is flushed: input pauses.
        output.checkpoint();
        return any;
    }
}
