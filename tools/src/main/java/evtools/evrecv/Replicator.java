package evtools.evrecv;

import evtools.format.frame.EnvironmentTag;
import evtools.replication.AnswerStatus;
import evtools.replication.FrameKey;
import evtools.replication.FramePlacer;
import evtools.replication.HolderSet;
import evtools.store.DirectoryStore;
import evtools.store.StoreIdentity;
import evtools.store.StoredFrame;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.Hello;
import evtools.transport.MessageType;
import evtools.transport.Network;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the placing of frames its connections to peers and clients, and serialises what happens to it. Thread-safe. */
final class Replicator {
    private static final int WAIT_FOR_PEERS_MILLIS = 200;

    private final DirectoryStore store;
    private final LongSupplier nanoClock;
    private final Network network;
    private final ServerReports reports;
    private final Hello hello;
    private final List<PeerLink> peers = new CopyOnWriteArrayList<>();
    /** Those of {@link #peers} by their number in the placer; changed under the placer's lock. */
    private final @Nullable PeerLink[] peerByNumber = new PeerLink[FramePlacer.MAX_PEERS];

    private final Map<Long, Connection> clients = new ConcurrentHashMap<>();
    private final FramePlacer placer;
    private final ServerCounters counters;
    private final Healing healing;
    private boolean started;
    private volatile boolean overloaded;

    Replicator(
            DirectoryStore store,
            Network network,
            LongSupplier nanoClock,
            RandomGenerator random,
            ServerReports reports,
            Healing healing) {
        this.store = store;
        this.network = network;
        this.nanoClock = nanoClock;
        this.reports = reports;
        this.counters = reports.counters();
        this.healing = healing;
        StoreIdentity identity = store.identity();
        this.placer = new FramePlacer(identity.holder(), 0, random, FramePlacer.Limits.DEFAULT, new Output());
        this.hello = Hello.of(
                Role.PEER,
                identity.bucketWidthSeconds(),
                EnvironmentTag.of(identity.environment()),
                identity.holder(),
                identity.environment());
    }

    /**
     * Passes frames on to this peer too from now on.
     *
     * @param name for messages
     * @return false if there are {@link FramePlacer#MAX_PEERS} already
     */
    boolean addPeer(ServerAddress address, String name) {
        PeerLink link;
        boolean start;
        synchronized (placer) {
            int number = placer.addPeer(address.zone());
            if (number < 0) {
                return false;
            }
            link = new PeerLink(this, number, address, name, hello, network, reports);
            peerByNumber[number] = link;
            peers.add(link);
            healing.peerAdded(link);
            start = started;
        }
        if (start) {
            link.start();
        }
        return true;
    }

    /** Uses this peer no more: what it has not answered goes to others. */
    void removePeer(ServerAddress address) {
        PeerLink link = peerAt(address);
        if (link != null) {
            synchronized (placer) {
                peers.remove(link);
                peerByNumber[link.number()] = null;
                placer.removePeer(link.number(), nanoClock.getAsLong());
                healing.peerRemoved(link);
            }
            link.close();
        }
    }

    private @Nullable PeerLink peerAt(ServerAddress address) {
        for (PeerLink link : peers) {
            if (link.address().equals(address)) {
                return link;
            }
        }
        return null;
    }

    void start() {
        synchronized (placer) {
            started = true;
        }
        for (PeerLink peer : peers) {
            peer.start();
        }
    }

    void stop() {
        for (PeerLink peer : peers) {
            peer.close();
        }
    }

    /** Waits a little while the peers have more to take than they should. */
    void awaitPeers() {
        for (PeerLink peer : peers) {
            peer.awaitRoom(WAIT_FOR_PEERS_MILLIS);
        }
    }

    void clientUp(long client, Connection connection) {
        clients.put(client, connection);
    }

    void clientGone(long client) {
        clients.remove(client);
        synchronized (placer) {
            placer.onClientGone(client);
        }
    }

    void stored(long client, FrameKey key, AnswerStatus status, int copies, boolean durable) {
        synchronized (placer) {
            placer.onFrame(client, key, status, copies, durable, nanoClock.getAsLong());
            overloaded = placer.isOverloaded();
        }
    }

    void peerUp(PeerLink peer, long holder) {
        synchronized (placer) {
            if (isPresent(peer)) {
                placer.onPeerUp(peer.number(), holder, nanoClock.getAsLong());
                healing.peerUp(peer, holder);
            }
        }
    }

    void peerDown(PeerLink peer) {
        synchronized (placer) {
            if (isPresent(peer)) {
                placer.onPeerDown(peer.number(), nanoClock.getAsLong());
                healing.peerDown(peer);
            }
        }
    }

    void peerAnswered(PeerLink peer, AnswerMessage answer) {
        synchronized (placer) {
            if (isPresent(peer)) {
                placer.onPeerAnswer(
                        peer.number(), answer.key(), answer.status(), answer.holders(), nanoClock.getAsLong());
            }
        }
        healing.peerAnswered(peer, answer);
    }

    /** A peer's message that is not about a frame that was passed on. */
    void peerSaid(PeerLink peer, int type, ByteBuffer body) throws IOException {
        healing.message(peer, type, body);
    }

    /** This server found itself there. */
    void peerIsSelf(PeerLink peer) {
        healing.peerRemoved(peer);
    }

    /** Not removed: its number may be another's by now. To be called under the placer's lock. */
    private boolean isPresent(PeerLink peer) {
        return peerByNumber[peer.number()] == peer;
    }

    void peerZone(PeerLink peer, String zone) {
        synchronized (placer) {
            if (isPresent(peer)) {
                placer.onPeerZone(peer.number(), zone);
                healing.peerZone(peer, zone);
            }
        }
    }

    void peerLeaving(PeerLink peer) {
        synchronized (placer) {
            if (isPresent(peer)) {
                placer.onPeerLeaving(peer.number());
            }
        }
    }

    void setOwnZone(String zone) {
        synchronized (placer) {
            placer.setOwnZone(zone);
            healing.setOwnZone(zone);
        }
    }

    /** Whether the peers are too far behind for more frames. */
    boolean isOverloaded() {
        return overloaded;
    }

    /** Frames that peers have been sent and not answered. */
    int forwardedCount() {
        synchronized (placer) {
            return placer.askedCount();
        }
    }

    /** Frames that wait for more holders. */
    int pendingCount() {
        synchronized (placer) {
            return placer.pendingCount();
        }
    }

    /** Frames that were not passed on any more before they had all their copies. */
    long givenUpCount() {
        synchronized (placer) {
            return placer.givenUpCount();
        }
    }

    /** The peers, without this server itself. */
    List<PeerLink> peers() {
        List<PeerLink> others = new ArrayList<>(peers.size());
        for (PeerLink peer : peers) {
            if (!peer.isSelf()) {
                others.add(peer);
            }
        }
        return others;
    }

    long now() {
        return nanoClock.getAsLong();
    }

    /** Time passes. */
    void tick(long nowNanos, long silenceNanos) {
        for (PeerLink peer : peers) {
            peer.closeIfSilent(nowNanos, silenceNanos);
        }
        synchronized (placer) {
            placer.onTick(nowNanos);
            overloaded = placer.isOverloaded();
        }
        healing.tick();
    }

    private final class Output implements FramePlacer.Output {
        @Override
        public FramePlacer.Forwarded forward(int peer, FrameKey key) {
            StoredFrame frame = store.find(key.origin(), key.sequence(), key.headerCrc());
            if (frame == null || !store.verifyHeader(frame)) {
                return FramePlacer.Forwarded.GONE;
            }
            PeerLink link = peerByNumber[peer];
            if (link == null || !link.offer(new StoredFrameMessage(store, frame, MessageType.FLAG_STORE_ONLY))) {
                return FramePlacer.Forwarded.BUSY;
            }
            counters.forwarded(frame.length());
            return FramePlacer.Forwarded.SENT;
        }

        @Override
        public void answer(long client, FrameKey key, AnswerStatus status, HolderSet holders) {
            Connection connection = clients.get(client);
            if (connection != null) {
                connection.send(MessageType.ANSWER, new AnswerMessage(key, status, holders).encode());
            }
        }
    }
}
