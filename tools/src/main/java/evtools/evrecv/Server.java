package evtools.evrecv;

import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.cli.UserError;
import evtools.cli.WallClock;
import evtools.format.frame.EnvironmentTag;
import evtools.store.DirectoryStore;
import evtools.store.StoreIdentity;
import evtools.transport.Acceptor;
import evtools.transport.ByteLink;
import evtools.transport.Connection;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.Refusal;
import evtools.transport.RefusedException;
import evtools.transport.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A running server: its connections, and the clock that moves it. */
final class Server {
    private static final int MAX_CONNECTIONS = 256;
    private static final int HELLO_MILLIS = 5_000;
    private static final long MAX_QUEUED_BYTES = 16 << 20;
    private static final int TICK_MILLIS = 50;
    private static final long PEER_SILENCE_NANOS = 500_000_000L;
    private static final long CLIENT_SILENCE_NANOS = 10_000_000_000L;
    private static final long SYNC_NANOS = 1_000_000_000L;
    private static final long EXPIRE_NANOS = 60_000_000_000L;
    private static final int DRAIN_MILLIS = 2_000;

    private final DirectoryStore store;
    private final StoreIdentity identity;
    private final long environmentTag;
    private final long retainNanos;
    private final WallClock clock;
    private final ServerReports reports;
    private final Replicator replicator;
    private final Followers followers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextClient = new AtomicLong(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Object connectionGone = new Object();
    private @Nullable Acceptor acceptor;

    /** @param retainNanos how long buckets are kept; 0: for ever */
    Server(
            DirectoryStore store,
            List<HostPort> peers,
            long retainNanos,
            WallClock clock,
            RandomGenerator random,
            ServerReports reports) {
        this.store = store;
        this.identity = store.identity();
        this.environmentTag = EnvironmentTag.of(identity.environment());
        this.retainNanos = retainNanos;
        this.clock = clock;
        this.reports = reports;
        this.replicator = new Replicator(store, peers, clock::monotonicNanos, random, reports);
        this.followers = new Followers(store, reports);
    }

    /** Binds and says where. */
    void listen(InetSocketAddress address) {
        try {
            store.checkRoom();
            Acceptor bound = Acceptor.bind(address, MAX_CONNECTIONS, this::serve);
            acceptor = bound;
            InetSocketAddress at = bound.address();
            bound.start();
            replicator.start();
            reports.diagnostics()
                    .note("listening on " + new HostPort(at.getAddress().getHostAddress(), at.getPort()));
        } catch (IOException e) {
            throw new UserError(
                    "--listen: " + address.getHostString() + ":" + address.getPort() + ": " + FailureText.reason(e), e);
        }
    }

    /** Address it listens on, after {@link #listen}. */
    InetSocketAddress address() throws IOException {
        Acceptor bound = acceptor;
        if (bound == null) {
            throw new IllegalStateException("not listening");
        }
        return bound.address();
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
        long syncAt = clock.monotonicNanos() + SYNC_NANOS;
        long expireAt = clock.monotonicNanos();
        boolean works = true;
        while (works && !stopAfterTick()) {
            long now = clock.monotonicNanos();
            replicator.tick(now, PEER_SILENCE_NANOS);
            for (Connection connection : connections) {
                connection.closeIfSilent(now, CLIENT_SILENCE_NANOS);
            }
            if (now - syncAt >= 0) {
                store.checkRoom();
                store.sync();
                works = store.works();
                syncAt = clock.monotonicNanos() + SYNC_NANOS;
            }
            if (retainNanos > 0 && now - expireAt >= 0) {
                expire();
                expireAt = now + EXPIRE_NANOS;
            }
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

    private void expire() {
        long before = clock.epochNanos() - retainNanos;
        try {
            int gone = store.expire(before / 1_000_000_000L, before / 1_000_000L);
            if (gone > 0) {
                reports.diagnostics().note("deleted " + gone + " frames older than --retain");
            }
        } catch (IOException e) {
            reports.diagnostics().error("deleting old buckets: " + FailureText.of(e));
        }
    }

    /** Takes no more connections, lets answers go out, and ends. */
    private void drain() throws IOException {
        Acceptor bound = acceptor;
        if (bound != null) {
            bound.close();
        }
        replicator.stop();
        for (Connection connection : connections) {
            connection.drainAndClose();
        }
        long until = clock.monotonicNanos() + DRAIN_MILLIS * 1_000_000L;
        synchronized (connectionGone) {
            while (!connections.isEmpty() && clock.monotonicNanos() - until < 0) {
                try {
                    connectionGone.wait(TICK_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private void serve(ByteLink link, boolean crowded) throws IOException {
        Hello client;
        try {
            client = Hello.readFrom(link, HELLO_MILLIS);
        } catch (RefusedException e) {
            refuse(link, e.status(), String.valueOf(e.getMessage()));
            return;
        }
        RefusedException refusal = refusal(client, crowded);
        if (refusal != null) {
            refuse(link, refusal.status(), String.valueOf(refusal.getMessage()));
            return;
        }
        Hello.of(Role.SERVER, identity.bucketWidthSeconds(), environmentTag, identity.holder(), identity.environment())
                .writeTo(link);
        Connection connection = new Connection(link, MAX_QUEUED_BYTES, clock::monotonicNanos);
        connections.add(connection);
        try {
            serve(connection, client.role());
        } finally {
            connections.remove(connection);
            synchronized (connectionGone) {
                connectionGone.notifyAll();
            }
        }
    }

    private void serve(Connection connection, Role role) {
        if (role == Role.READER) {
            connection.run(new ReaderSession(store, followers, connection), "reader");
            followers.remove(connection);
            return;
        }
        FrameIntake intake = new FrameIntake(store, environmentTag, followers, reports, connection.remote());
        MessageHandler session;
        long client = nextClient.getAndIncrement();
        if (role == Role.PEER) {
            session = new PeerSession(store, connection, intake);
        } else {
            replicator.clientUp(client, connection);
            session = new SenderSession(store, replicator, connection, client, intake);
        }
        try {
            connection.run(session, role == Role.PEER ? "peer" : "sender");
        } finally {
            replicator.clientGone(client);
        }
    }

    private @Nullable RefusedException refusal(Hello client, boolean crowded) {
        boolean reader = client.role() == Role.READER;
        if (client.role() == Role.SERVER) {
            return new RefusedException(Refusal.PROTOCOL, "a server does not connect as a server");
        }
        if (client.role() == Role.PEER && client.id() == identity.holder()) {
            return new RefusedException(Refusal.SELF, "this is the same server");
        }
        if (client.environmentTag() != environmentTag && !(reader && client.environmentTag() == 0)) {
            return new RefusedException(
                    Refusal.ENVIRONMENT,
                    "another environment (this server's is '" + identity.environment() + "', the client's '"
                            + client.text() + "')");
        }
        if (client.bucketWidthSeconds() != identity.bucketWidthSeconds()
                && !(reader && client.bucketWidthSeconds() == 0)) {
            return new RefusedException(
                    Refusal.BUCKET_WIDTH,
                    "another bucket width (this server's is " + identity.bucketWidthSeconds() + "s, the client's "
                            + client.bucketWidthSeconds() + "s)");
        }
        if (crowded) {
            return new RefusedException(Refusal.BUSY, "too many connections (at most " + MAX_CONNECTIONS + ")");
        }
        return null;
    }

    private void refuse(ByteLink link, int status, String why) throws IOException {
        if (status != Refusal.SELF) {
            reports.diagnostics().warning("connection from " + link.remote() + " refused: " + why);
        }
        new Hello(Role.SERVER, status, identity.bucketWidthSeconds(), environmentTag, identity.holder(), why)
                .writeTo(link);
    }
}
