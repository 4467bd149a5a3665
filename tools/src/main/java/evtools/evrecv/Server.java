package evtools.evrecv;

import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.cli.UserError;
import evtools.cli.WallClock;
import evtools.transport.Acceptor;
import evtools.transport.ByteLink;
import evtools.transport.Hello;
import evtools.transport.InsecureException;
import evtools.transport.LinkConnection;
import evtools.transport.MessageHandler;
import evtools.transport.Refusal;
import evtools.transport.RefusedException;
import evtools.transport.Role;
import evtools.transport.ServerSecurity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running server: accepts connections for its core, and is the clock that moves it. */
final class Server {
    private static final int TICK_MILLIS = 50;
    private static final int LEAVE_MILLIS = 2_000;
    private static final int DRAIN_MILLIS = 2_000;

    private final ServerCore core;
    private final ServerSecurity security;
    private final WallClock clock;
    private final ServerReports reports;
    private final RefusalLog refusals;
    private final int maxConnections;
    private final AddressCounts addresses;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Object connectionGone = new Object();
    private @Nullable Acceptor acceptor;

    /** @param maxConnections more than that are refused; of one address, half as many */
    Server(ServerCore core, ServerSecurity security, WallClock clock, ServerReports reports, int maxConnections) {
        this.core = core;
        this.security = security;
        this.clock = clock;
        this.reports = reports;
        this.refusals = new RefusalLog(clock::monotonicNanos, reports.diagnostics()::warning);
        this.maxConnections = maxConnections;
        this.addresses = new AddressCounts(Math.max(1, maxConnections / 2));
    }

    /** Binds and says where. */
    void listen(InetSocketAddress address) {
        try {
            Acceptor bound = Acceptor.bind(address, maxConnections, clock::monotonicNanos, this::serve);
            acceptor = bound;
            InetSocketAddress at = bound.address();
            core.start();
            bound.start();
            reports.diagnostics()
                    .note("listening on " + new HostPort(at.getAddress().getHostAddress(), at.getPort()));
        } catch (IOException e) {
            throw new UserError(
                    "--listen: " + address.getHostString() + ":" + address.getPort() + ": " + FailureText.reason(e), e);
        }
    }

    /** Ends {@link #run} soon. */
    void stop() {
        stopped.countDown();
    }

    /**
     * Serves until {@link #stop}.
     *
     * @return false if it ended because no disk works any more
     */
    boolean run() throws IOException {
        boolean works = true;
        while (works && !stopAfterTick()) {
            works = core.tick();
        }
        drain();
        if (!works) {
            reports.diagnostics().error("no disk works any more");
        }
        return works;
    }

    private boolean stopAfterTick() {
        try {
            return stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Takes no more connections, lets answers go out, and ends. */
    private void drain() throws IOException {
        Acceptor bound = acceptor;
        if (bound != null) {
            bound.close();
        }
        core.leave();
        long leaveUntil = clock.monotonicNanos() + LEAVE_MILLIS * 1_000_000L;
        synchronized (connectionGone) {
            while (!core.hasLeft() && clock.monotonicNanos() - leaveUntil < 0) {
                core.tick();
                try {
                    connectionGone.wait(TICK_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        core.drain();
        long until = clock.monotonicNanos() + DRAIN_MILLIS * 1_000_000L;
        synchronized (connectionGone) {
            while (core.connectionCount() > 0 && clock.monotonicNanos() - until < 0) {
                try {
                    connectionGone.wait(TICK_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        core.close();
    }

    private void serve(ByteLink accepted, boolean crowded) throws IOException {
        String remote = accepted.remote();
        int count = addresses.enter(remote);
        try {
            if (count <= 2 * addresses.limit()) {
                serve(accepted, crowded, count > addresses.limit());
            } else {
                // Too many even to tell them so.
                reports.counters().refused(Refusal.BUSY);
            }
        } finally {
            addresses.leave(remote);
        }
    }

    private void serve(ByteLink accepted, boolean crowded, boolean addressCrowded) throws IOException {
        ServerSecurity.Visitor visitor;
        try {
            visitor = security.admit(accepted);
        } catch (InsecureException e) {
            refusals.refused(accepted.remote(), String.valueOf(e.getMessage()));
            return;
        }
        ByteLink link = visitor.link();
        Hello client;
        RefusedException refusal;
        try {
            client = security.hello(visitor);
            refusal = security.refusal(visitor, client);
            if (refusal == null) {
                refusal = core.refusal(client, crowded);
            }
            if (refusal == null && addressCrowded && client.role() != Role.PEER) {
                refusal = new RefusedException(
                        Refusal.BUSY, "too many connections from one address (at most " + addresses.limit() + ")");
            }
        } catch (RefusedException e) {
            refuse(link, e);
            return;
        }
        if (refusal != null) {
            refuse(link, refusal);
            return;
        }
        core.welcome().writeTo(link);
        LinkConnection connection = new LinkConnection(link, ServerCore.MAX_QUEUED_BYTES, clock::monotonicNanos);
        try {
            MessageHandler session = core.session(client, connection);
            connection.run(session, client.role().name().toLowerCase(Locale.ROOT));
        } finally {
            core.gone(connection);
            synchronized (connectionGone) {
                connectionGone.notifyAll();
            }
        }
    }

    private void refuse(ByteLink link, RefusedException why) throws IOException {
        if (why.status() != Refusal.SELF) {
            refusals.refused(link.remote(), String.valueOf(why.getMessage()));
        }
        core.refused(why).writeTo(link);
        link.end();
    }
}
