package evtools.simulation;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A machine that archives buckets and has servers delete them, again and again, as {@code evport} from a timer does. */
final class SimulatedExporter extends SimulatedHost {
    private static final long FIRST_WAIT_NANOS = 15 * VirtualTime.SECOND;
    private static final long WAIT_NANOS = 8 * VirtualTime.SECOND;

    private @Nullable ExportRun run;
    private boolean waits = true;
    private boolean complete;

    SimulatedExporter(Simulation world, int number, SplittableRandom random) {
        super(world, "exporter", number, random);
    }

    @Override
    boolean startProcess() {
        if (waits) {
            after(random.nextLong(FIRST_WAIT_NANOS), this::begin);
        }
        return true;
    }

    @Override
    void forgetProcess() {
        run = null;
    }

    private void begin() {
        if (run == null) {
            ExportRun fresh = new ExportRun(this, this::ended);
            run = fresh;
            fresh.start();
        }
    }

    private void ended(boolean told) {
        run = null;
        complete |= told;
        if (waits) {
            after(WAIT_NANOS / 2 + random.nextLong(WAIT_NANOS), this::begin);
        }
    }

    /** Goes on with what it is at, and begins nothing more by itself. */
    void rest() {
        waits = false;
    }

    boolean isAtRest() {
        return run == null;
    }

    /** Archives all there is, until each server has been told of all of it. */
    void archiveAll(long patienceNanos) {
        long until = world.time.now() + patienceNanos;
        complete = false;
        while (!complete) {
            begin();
            world.time.runUntil(world.time.now() + VirtualTime.SECOND);
            if (world.time.now() > until) {
                throw new Violation("archiving did not come to an end in " + patienceNanos / VirtualTime.SECOND + " s");
            }
        }
    }

    @Override
    Members.Listener listener() {
        return Members.Listener.NONE;
    }

    @Override
    @Nullable
    String lastWords() {
        ExportRun now = run;
        return now == null ? null : now.state();
    }
}
