package evtools.membership;

import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.transport.ServerList;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Looks after a {@link Membership} on a thread of its own, since looking names up may take long. Thread-safe. */
public final class MembershipWatch implements Closeable {
    private static final int TICK_MILLIS = 500;

    private final Membership membership;
    private final LongSupplier nanoClock;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;

    /**
     * Reads a list for a tool, adds the servers whose addresses need no looking up, and keeps to the list from {@link
     * #start} on; SIGHUP rereads it, unless there is nothing in it that could change.
     *
     * @param option the list's option, for errors
     * @param what the servers are to the tool, for messages: {@code peers}
     */
    public static MembershipWatch open(String option, ServerList list, String what, Members members, Stdio io) {
        Membership membership =
                new Membership(list, new SystemNames(), new MembershipReports(what, members, io.diagnostics()));
        MembershipWatch watch = new MembershipWatch(membership, io.clock()::monotonicNanos);
        try {
            membership.start(io.clock().monotonicNanos());
        } catch (IOException e) {
            throw new UserError(option + ": " + FailureText.of(e), e);
        }
        if (membership.mayChange()) {
            io.signals().onHangup(watch::reread);
        }
        return watch;
    }

    /** @param membership started; used by this object only from now on */
    MembershipWatch(Membership membership, LongSupplier nanoClock) {
        this.membership = membership;
        this.nanoClock = nanoClock;
    }

    /** Begins, if there is anything that may change. */
    public void start() {
        if (!membership.mayChange()) {
            return;
        }
        Thread.ofPlatform().daemon().name("membership").start(this::loop);
    }

    private void loop() {
        boolean asked = false;
        while (!closed) {
            if (asked) {
                membership.reread(nanoClock.getAsLong());
            } else {
                membership.tick(nanoClock.getAsLong());
            }
            try {
                asked = wake.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
                wake.drainPermits();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Files are read again and names looked up, soon. For SIGHUP. */
    public void reread() {
        wake.release();
    }

    /** Ends it soon. */
    @Override
    public void close() {
        closed = true;
        wake.release();
    }
}
