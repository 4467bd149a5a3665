package evtools.evrecv;

import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.Dialer;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Network;
import evtools.transport.OutgoingMessage;
import evtools.transport.Refusal;
import evtools.transport.RefusedException;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The connection to one peer, over which frames are passed on. */
final class PeerLink implements Dialer.Listener {
    private static final long MAX_QUEUED_BYTES = 32 << 20;

    private final Replicator replicator;
    private final int number;
    private final ServerAddress address;
    private final String name;
    private final ServerReports reports;
    private final Dialer dialer;
    private volatile boolean up;
    private volatile boolean self;
    private volatile long changedAt;

    PeerLink(
            Replicator replicator,
            int number,
            ServerAddress address,
            String name,
            Hello hello,
            Network network,
            ServerReports reports) {
        this.replicator = replicator;
        this.number = number;
        this.address = address;
        this.name = name;
        this.reports = reports;
        this.dialer = network.dialer(address, hello, MAX_QUEUED_BYTES, this);
    }

    int number() {
        return number;
    }

    ServerAddress address() {
        return address;
    }

    void start() {
        changedAt = replicator.now();
        dialer.start();
    }

    void close() {
        dialer.close();
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    boolean isUp() {
        return up;
    }

    /** Whether this server found itself there. */
    boolean isSelf() {
        return self;
    }

    /** For how long it has been up, or down. */
    long sinceNanos(long nowNanos) {
        return nowNanos - changedAt;
    }

    private void changed(boolean nowUp) {
        up = nowUp;
        changedAt = replicator.now();
    }

    boolean offer(OutgoingMessage message) {
        Connection connection = dialer.connection();
        return connection != null && connection.offer(message);
    }

    void awaitRoom(int millis) {
        Connection connection = dialer.connection();
        if (connection != null) {
            connection.awaitRoom(millis);
        }
    }

    void closeIfSilent(long nowNanos, long silenceNanos) {
        dialer.closeIfSilent(nowNanos, silenceNanos);
    }

    @Override
    public MessageHandler up(Connection connection, Hello server) {
        reports.diagnostics().note("peer " + name + ": connected");
        changed(true);
        replicator.peerUp(PeerLink.this, server.id());
        return new MessageHandler() {
            @Override
            public ByteBuffer roomForFrame(int flags, int length) throws IOException {
                throw new IOException("a peer sent a frame where it should answer");
            }

            @Override
            public void frame(int flags, ByteBuffer frame) {
                // roomForFrame has refused it.
            }

            @Override
            public void message(int type, int flags, ByteBuffer body) throws IOException {
                switch (type) {
                    case MessageType.ANSWER -> replicator.peerAnswered(PeerLink.this, AnswerMessage.decode(body));
                    case MessageType.ZONE -> {
                        if (address.zone().isEmpty()) {
                            replicator.peerZone(PeerLink.this, ServerAddress.decodeZone(body));
                        }
                    }
                    case MessageType.LEAVING -> replicator.peerLeaving(PeerLink.this);
                    case MessageType.DROP -> {
                        reports.counters().forbiddenDrop(Role.PEER);
                        throw new IOException("it wanted frames deleted");
                    }
                    default -> replicator.peerSaid(PeerLink.this, type, body);
                }
            }
        };
    }

    @Override
    public void down(String why) {
        reports.diagnostics().warning("peer " + name + ": lost: " + why);
        changed(false);
        replicator.peerDown(this);
    }

    @Override
    public void failed(IOException why, int attempt) {
        if (why instanceof RefusedException refused && refused.status() == Refusal.SELF) {
            self = true;
            replicator.peerIsSelf(this);
            dialer.close();
        } else if (attempt == 1) {
            reports.diagnostics().warning("peer " + name + ": " + why.getMessage() + "; trying again");
        }
    }
}
