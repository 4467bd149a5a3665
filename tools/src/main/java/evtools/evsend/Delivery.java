package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.ExitCode;
import evtools.cli.UserError;
import evtools.cli.WallClock;
import evtools.store.Spool;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The course of one evsend: read to the end, wait until everything is acknowledged, wait a little until it is confirmed
 * as durable. The calling thread keeps the time; another reads.
 *
 * <pre>
 *  reading ── end of input ──► waiting for acks ──► waiting for copies on disk, at most --linger ──► done
 *     └────── SIGTERM: commit what is covered ──► the same, at most 2 s each ──────────────────────► done or 75
 * </pre>
 */
final class Delivery {
    private static final int TICK_MILLIS = 50;
    private static final int LAST_TICK_MILLIS = 10;
    private static final long SECOND = 1_000_000_000L;
    /** A pipeline is usually stopped as a whole: time for evtail to say where it stopped. */
    private static final long INPUT_AFTER_SIGNAL_NANOS = SECOND;

    private static final long ACKS_AFTER_SIGNAL_NANOS = 2 * SECOND;
    private static final long FORCE_NANOS = SECOND;
    private static final long FIRST_COMPLAINT_NANOS = 5 * SECOND;
    private static final long COMPLAINT_NANOS = 60 * SECOND;

    private final Intake intake;
    private final Shipper shipper;
    private final Outbox outbox;
    private final Spool spool;
    private final long lingerNanos;
    private final WallClock clock;
    private final Diagnostics diagnostics;
    private final Semaphore wake = new Semaphore(0);
    private boolean readingDone;
    private @Nullable Throwable failure;
    private boolean terminated;
    private long terminatedAt;

    Delivery(
            Intake intake,
            Shipper shipper,
            Outbox outbox,
            Spool spool,
            long lingerNanos,
            WallClock clock,
            Diagnostics diagnostics) {
        this.intake = intake;
        this.shipper = shipper;
        this.outbox = outbox;
        this.spool = spool;
        this.lingerNanos = lingerNanos;
        this.clock = clock;
        this.diagnostics = diagnostics;
    }

    /** Ends {@link #run} soon. */
    synchronized void terminate() {
        terminated = true;
        terminatedAt = clock.monotonicNanos();
        outbox.stop();
        wake.release();
    }

    /** Runs to the end; returns the exit code. */
    int run() throws Exception {
        shipper.start();
        Thread.ofPlatform().daemon().name("input").start(this::read);
        try {
            awaitInput();
            shipper.finish();
            boolean acknowledged = awaitAcks();
            if (acknowledged) {
                awaitDurable();
            }
            report();
            return shipper.lostCount() > 0 ? ExitCode.FAILURE : acknowledged ? ExitCode.OK : ExitCode.TRY_AGAIN;
        } finally {
            shipper.stop();
            spool.close();
        }
    }

    private void read() {
        Throwable why = null;
        try {
            intake.run();
        } catch (IOException | RuntimeException | Error e) {
            why = e;
        }
        synchronized (this) {
            failure = why;
            readingDone = true;
            wake.release();
        }
    }

    private void awaitInput() throws Exception {
        long forceAt = clock.monotonicNanos() + FORCE_NANOS;
        while (!inputEnded()) {
            pause(TICK_MILLIS);
            tick();
            intake.commitIfDue();
            if (clock.monotonicNanos() - forceAt >= 0) {
                spool.force();
                forceAt = clock.monotonicNanos() + FORCE_NANOS;
            }
        }
        Throwable why;
        boolean early;
        synchronized (this) {
            why = failure;
            early = !readingDone;
        }
        switch (why) {
            case null -> {
                if (early) {
                    intake.stop();
                }
            }
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(why);
        }
        if (intake.discardedCount() > 0) {
            diagnostics.warning("input ended early: " + intake.discardedCount()
                    + " events after its last position were left out; they are read again from there");
        }
    }

    private synchronized boolean inputEnded() {
        return readingDone || (terminated && clock.monotonicNanos() - terminatedAt >= INPUT_AFTER_SIGNAL_NANOS);
    }

    private boolean awaitAcks() {
        long complainAt = clock.monotonicNanos() + FIRST_COMPLAINT_NANOS;
        while (shipper.unacknowledgedCount() > 0) {
            if (overdue(ACKS_AFTER_SIGNAL_NANOS)) {
                return false;
            }
            pause(LAST_TICK_MILLIS);
            tick();
            if (clock.monotonicNanos() - complainAt >= 0) {
                diagnostics.warning(shipper.unacknowledgedCount() + " frames wait for acknowledgement; "
                        + shipper.upCount() + " of " + shipper.serverCount() + " servers can be reached");
                complainAt = clock.monotonicNanos() + COMPLAINT_NANOS;
            }
        }
        return true;
    }

    private void awaitDurable() {
        long until = clock.monotonicNanos() + lingerNanos;
        while (shipper.frameCount() > 0 && clock.monotonicNanos() - until < 0 && !overdue(ACKS_AFTER_SIGNAL_NANOS)) {
            pause(LAST_TICK_MILLIS);
            tick();
        }
    }

    private void tick() {
        shipper.tick();
        if (shipper.spoolGone()) {
            throw new UserError("spool " + spool.directory() + " was removed while it was in use")
                    .withHint("what servers had not confirmed is to be read again from its source");
        }
        String refusal = shipper.refusedByAll();
        if (refusal != null) {
            throw new UserError("no server takes events from here")
                    .withHint("the spool " + spool.directory() + " keeps what was read");
        }
    }

    private synchronized boolean overdue(long nanos) {
        return terminated && clock.monotonicNanos() - terminatedAt >= INPUT_AFTER_SIGNAL_NANOS + nanos;
    }

    private void pause(int millis) {
        try {
            wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            terminate();
        }
    }

    private void report() {
        int left = shipper.frameCount();
        if (left > 0) {
            int unacknowledged = shipper.unacknowledgedCount();
            String what = unacknowledged > 0
                    ? unacknowledged + " frames not acknowledged"
                    : left + " frames not yet confirmed on disk by all their copies";
            diagnostics.note(what + " stay in " + spool.directory() + "; the next evsend with this spool goes on");
        }
        if (shipper.droppedCount() > 0) {
            diagnostics.warning(shipper.droppedCount() + " frames were dropped because the spool was full");
        }
        if (shipper.droppedOldCount() > 0) {
            diagnostics.warning(shipper.droppedOldCount()
                    + " frames were dropped because they were older than --spool-age and not confirmed by then");
        }
        if (shipper.lostCount() > 0) {
            diagnostics.error(shipper.lostCount() + " frames were lost because the spool was damaged");
        }
    }
}
