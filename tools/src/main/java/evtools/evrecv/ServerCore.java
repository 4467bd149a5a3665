package evtools.evrecv;

import evtools.cli.FailureText;
import evtools.cli.WallClock;
import evtools.format.frame.EnvironmentTag;
import evtools.store.DeletedFrames;
import evtools.store.DirectoryStore;
import evtools.store.StoreIdentity;
import evtools.transport.Connection;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Network;
import evtools.transport.Refusal;
import evtools.transport.RefusedException;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a server does, without threads and sockets: whoever has those asks it about a client's hello, gives it the
 * connection, and lets time pass.
 *
 * <pre>
 *  hello ──► {@link #refusal} ──► {@link #welcome} ──► {@link #session} ── messages ──► {@link #gone}
 *                                        {@link #tick} every 50 ms
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class ServerCore {
    /** More connections than this are refused, unless told otherwise. */
    public static final int MAX_CONNECTIONS = 256;

    /** How much memory frames are received into, of all connections together, unless told. */
    public static final long RECEIVE_BYTES = 128 << 20;

    /** How much may wait to be written to a client. */
    public static final long MAX_QUEUED_BYTES = 16 << 20;

    private static final long PEER_SILENCE_NANOS = 500_000_000L;
    /** Senders and peers send heartbeats all the time. */
    private static final long CLIENT_SILENCE_NANOS = 2_000_000_000L;
    /** A reader may be stopped for a while by who looks at its output. */
    private static final long READER_SILENCE_NANOS = 10_000_000_000L;

    private static final long SYNC_NANOS = 1_000_000_000L;
    /** How often old buckets are looked for at least and at most; in between a tenth of the time they are kept. */
    private static final long MIN_EXPIRE_NANOS = 1_000_000_000L;

    private static final long MAX_EXPIRE_NANOS = 60_000_000_000L;

    private record Client(long number, Role role, @Nullable FrameIntake intake) {}

    private final DirectoryStore store;
    private final StoreIdentity identity;
    private final long environmentTag;
    private final long retainNanos;
    private final WallClock clock;
    private final ServerReports reports;
    private final Replicator replicator;
    private final Healing healing;
    private final Followers followers;
    private Admission admission;
    private AnswerRule answerRule = AnswerRule.SHIPPED;
    private String zone = "";
    /** Connections, and the number that their client has in the replicator. */
    private final Map<Connection, Client> connections = new ConcurrentHashMap<>();

    private final AtomicLong nextClient = new AtomicLong(1);
    private long syncAt;
    /** When the last sync began that has ended. */
    private volatile long syncedAt;

    private long expireAt;

    /**
     * @param store stays the caller's
     * @param retainNanos how long buckets are kept; 0: for ever
     * @param healingOptions how frames that too few servers hold are brought to others
     */
    public ServerCore(
            DirectoryStore store,
            List<ServerAddress> peers,
            long retainNanos,
            HealingOptions healingOptions,
            Network network,
            WallClock clock,
            RandomGenerator random,
            ServerReports reports) {
        this.store = store;
        this.identity = store.identity();
        this.environmentTag = EnvironmentTag.of(identity.environment());
        this.retainNanos = retainNanos;
        this.clock = clock;
        this.reports = reports;
        this.healing = new Healing(store, healingOptions, clock, random, reports);
        this.replicator = new Replicator(store, network, clock::monotonicNanos, random, reports, healing);
        this.followers = new Followers(store, reports);
        this.admission = new Admission(replicator, new ReceiveBuffers(RECEIVE_BYTES));
        for (ServerAddress peer : peers) {
            addPeer(peer, peer.at().toString());
        }
    }

    /**
     * Passes frames on to this server too from now on.
     *
     * @param name for messages
     * @return false if there are too many already
     */
    public boolean addPeer(ServerAddress address, String name) {
        return replicator.addPeer(address, name);
    }

    /** Passes nothing on to this server any more. What it holds still counts. */
    public void removePeer(ServerAddress address) {
        replicator.removePeer(address);
    }

    /** Answers by another rule; for tests that must notice. To be called before {@link #start}. */
    void answerBy(AnswerRule rule) {
        answerRule = rule;
    }

    /** Bounds the memory that frames are received into, of all connections together. To be called before {@link #start}. */
    public void setReceiveBytes(long bytes) {
        admission = new Admission(replicator, new ReceiveBuffers(bytes));
    }

    /** This server's zone: copies lie in other zones, if possible. Empty: unknown. To be called before {@link #start}. */
    public void setZone(String ownZone) {
        zone = ownZone;
        replicator.setOwnZone(ownZone);
    }

    /** Begins: looks how much room there is and dials the peers. */
    public void start() {
        store.checkRoom();
        syncedAt = clock.monotonicNanos();
        syncAt = clock.monotonicNanos() + SYNC_NANOS;
        expireAt = clock.monotonicNanos();
        replicator.start();
    }

    /**
     * Why a client is not served; null if it is.
     *
     * @param crowded there are more connections than are welcome; other servers are, all the same
     */
    public @Nullable RefusedException refusal(Hello client, boolean crowded) {
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
                && !((reader || client.role() == Role.EXPORTER) && client.bucketWidthSeconds() == 0)) {
            return new RefusedException(
                    Refusal.BUCKET_WIDTH,
                    "another bucket width (this server's is " + identity.bucketWidthSeconds() + "s, the client's "
                            + client.bucketWidthSeconds() + "s)");
        }
        if (crowded && client.role() != Role.PEER) {
            return new RefusedException(Refusal.BUSY, "too many connections");
        }
        return null;
    }

    /** What to say to a client that is not refused. */
    public Hello welcome() {
        return Hello.of(
                Role.SERVER, identity.bucketWidthSeconds(), environmentTag, identity.holder(), identity.environment());
    }

    /** What to say to a client that is. */
    public Hello refused(RefusedException why) {
        reports.counters().refused(why.status());
        return new Hello(
                Role.SERVER,
                why.status(),
                identity.bucketWidthSeconds(),
                environmentTag,
                identity.holder(),
                String.valueOf(why.getMessage()));
    }

    /** Takes a welcomed client's connection; what it says goes to the handler, until {@link #gone}. */
    public MessageHandler session(Hello client, Connection connection) {
        long number = nextClient.getAndIncrement();
        if (client.role() == Role.READER || client.role() == Role.EXPORTER) {
            connections.put(connection, new Client(number, client.role(), null));
            return new ReaderSession(store, followers, connection, reports, client.role() == Role.EXPORTER);
        }
        FrameIntake intake = new FrameIntake(
                store, environmentTag, followers, admission, reports, connection, client.role(), answerRule);
        connections.put(connection, new Client(number, client.role(), intake));
        if (!zone.isEmpty()) {
            connection.send(MessageType.ZONE, ServerAddress.encodeZone(zone));
        }
        if (client.role() == Role.PEER) {
            return new PeerSession(store, healing, connection, intake, reports);
        }
        replicator.clientUp(number, connection);
        return new SenderSession(store, replicator, connection, number, intake, reports);
    }

    /** A connection has ended. */
    public void gone(Connection connection) {
        Client client = connections.remove(connection);
        if (client != null) {
            FrameIntake intake = client.intake;
            if (intake != null) {
                intake.close();
            }
            followers.remove(connection);
            replicator.clientGone(client.number);
        }
    }

    /**
     * Time passes. To be called several times a second, by one thread.
     *
     * @return false if no disk works any more
     */
    public boolean tick() {
        long now = clock.monotonicNanos();
        replicator.tick(now, PEER_SILENCE_NANOS);
        for (Map.Entry<Connection, Client> entry : connections.entrySet()) {
            boolean reader = entry.getValue().role == Role.READER;
            if (entry.getKey().closeIfSilent(now, reader ? READER_SILENCE_NANOS : CLIENT_SILENCE_NANOS)) {
                reports.counters().silent(entry.getValue().role);
            }
        }
        if (now - syncAt >= 0) {
            store.checkRoom();
            long beganAt = clock.monotonicNanos();
            store.sync();
            saveTombstones();
            syncedAt = beganAt;
            syncAt = clock.monotonicNanos() + SYNC_NANOS;
        }
        if (retainNanos > 0 && now - expireAt >= 0) {
            expire();
            expireAt = now + Math.clamp(retainNanos / 10, MIN_EXPIRE_NANOS, MAX_EXPIRE_NANOS);
        }
        return store.works();
    }

    private void saveTombstones() {
        try {
            store.saveTombstones();
        } catch (IOException e) {
            // A full disk, reported when it was met; as long as this server runs it knows what it has deleted.
            return;
        }
    }

    private void expire() {
        long before = clock.epochNanos() - retainNanos;
        try {
            DeletedFrames gone = store.expire(before / 1_000_000_000L, before / 1_000_000L);
            if (gone.count() > 0) {
                reports.counters().expired(gone.count());
                reports.diagnostics().note("deleted " + gone.count() + " frames older than --retain");
            }
            if (gone.failure() != null) {
                throw gone.failure();
            }
        } catch (IOException e) {
            reports.diagnostics().error("deleting old buckets: " + FailureText.of(e));
        }
    }

    /**
     * Is about to stop: tells so, takes no more frames, and goes on passing on those it has, until {@link #hasLeft} or
     * somebody loses patience.
     */
    public void leave() {
        admission.leave();
        for (Map.Entry<Connection, Client> entry : connections.entrySet()) {
            if (entry.getValue().role != Role.READER) {
                entry.getKey().send(MessageType.LEAVING, ByteBuffer.allocate(0));
            }
        }
    }

    /** Whether everything that was passed on has been answered. */
    public boolean hasLeft() {
        return replicator.forwardedCount() == 0;
    }

    /** Passes nothing on any more, lets what is queued for clients go out, and ends their connections. */
    public void drain() {
        replicator.stop();
        for (Connection connection : connections.keySet()) {
            connection.drainAndClose();
        }
    }

    /** Connections that have not ended. */
    public int connectionCount() {
        return connections.size();
    }

    /** Connections of one role that have not ended. */
    int connectionCount(Role role) {
        int count = 0;
        for (Client client : connections.values()) {
            count += client.role == role ? 1 : 0;
        }
        return count;
    }

    Healing healing() {
        return healing;
    }

    /** Bytes of memory that frames are coming into now. */
    long receivingBytes() {
        return admission.buffers().usedBytes();
    }

    Replicator replicator() {
        return replicator;
    }

    /** How long ago the last sync began that has ended. */
    long syncAgeNanos() {
        return clock.monotonicNanos() - syncedAt;
    }

    /** Ends all connections at once. */
    public void close() {
        replicator.stop();
        for (Connection connection : connections.keySet()) {
            connection.close();
        }
    }
}
