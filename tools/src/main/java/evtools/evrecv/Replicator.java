package evtools.evrecv;

import evtools.cli.HostPort;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Gives the placing of frames its connections to peers and clients, and serialises what happens to it. Thread-safe. */
final class Replicator {
    private static final int WAIT_FOR_PEERS_MILLIS = 200;

    private final DirectoryStore store;
    private final LongSupplier nanoClock;
    private final List<PeerLink> peers = new ArrayList<>();
    private final Map<Long, Connection> clients = new ConcurrentHashMap<>();
    private final FramePlacer placer;

    Replicator(
            DirectoryStore store,
            List<HostPort> addresses,
            Network network,
            LongSupplier nanoClock,
            RandomGenerator random,
            ServerReports reports) {
        this.store = store;
        this.nanoClock = nanoClock;
        StoreIdentity identity = store.identity();
        this.placer =
                new FramePlacer(identity.holder(), addresses.size(), random, FramePlacer.Limits.DEFAULT, new Output());
        Hello hello = Hello.of(
                Role.PEER,
                identity.bucketWidthSeconds(),
                EnvironmentTag.of(identity.environment()),
                identity.holder(),
                identity.environment());
        for (HostPort address : addresses) {
            peers.add(new PeerLink(this, peers.size(), address, hello, network, reports));
        }
    }

    void start() {
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
        }
    }

    void peerUp(int peer, long holder) {
        synchronized (placer) {
            placer.onPeerUp(peer, holder, nanoClock.getAsLong());
        }
    }

    void peerDown(int peer) {
        synchronized (placer) {
            placer.onPeerDown(peer, nanoClock.getAsLong());
        }
    }

    void peerAnswered(int peer, AnswerMessage answer) {
        synchronized (placer) {
            placer.onPeerAnswer(peer, answer.key(), answer.status(), answer.holders(), nanoClock.getAsLong());
        }
    }

    /** Time passes. */
    void tick(long nowNanos, long silenceNanos) {
        for (PeerLink peer : peers) {
            peer.closeIfSilent(nowNanos, silenceNanos);
        }
        synchronized (placer) {
            placer.onTick(nowNanos);
        }
    }

    private final class Output implements FramePlacer.Output {
        @Override
        public boolean forward(int peer, FrameKey key) {
            StoredFrame frame = store.find(key.origin(), key.sequence(), key.headerCrc());
            return frame != null
                    && peers.get(peer).offer(new StoredFrameMessage(store, frame, MessageType.FLAG_STORE_ONLY));
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
