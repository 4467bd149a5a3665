package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.Dialer;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Network;
import evtools.transport.OutgoingMessage;
import evtools.transport.RefusedException;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The connection to one server. */
final class ServerLink implements Dialer.Listener {
    /** More than the window lets be in flight, so only an ending connection declines a frame. */
    private static final long MAX_QUEUED_BYTES = 256 << 20;

    private final Shipper shipper;
    private final int number;
    private final ServerAddress address;
    private final String name;
    private final Diagnostics diagnostics;
    private final Dialer dialer;
    private volatile @Nullable String refusal;

    ServerLink(
            Shipper shipper,
            int number,
            ServerAddress address,
            String name,
            Hello hello,
            Network network,
            Diagnostics diagnostics) {
        this.shipper = shipper;
        this.number = number;
        this.address = address;
        this.name = name;
        this.diagnostics = diagnostics;
        this.dialer = network.dialer(address, hello, MAX_QUEUED_BYTES, this);
    }

    int number() {
        return number;
    }

    ServerAddress address() {
        return address;
    }

    /** For messages. */
    String name() {
        return name;
    }

    void start() {
        dialer.start();
    }

    void close() {
        dialer.close();
    }

    boolean offer(OutgoingMessage message) {
        Connection connection = dialer.connection();
        return connection != null && connection.offer(message);
    }

    void send(int type, ByteBuffer body) {
        Connection connection = dialer.connection();
        if (connection != null) {
            connection.send(type, body);
        }
    }

    void closeIfSilent(long nowNanos, long silenceNanos) {
        dialer.closeIfSilent(nowNanos, silenceNanos);
    }

    /** Why this server wants nothing from us, as long as nobody changes a configuration; else null. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public MessageHandler up(Connection connection, Hello server) {
        refusal = null;
        shipper.serverUp(this, server.id());
        return new MessageHandler() {
            @Override
            public ByteBuffer roomForFrame(int flags, int length) throws IOException {
                throw new IOException("the server sent a frame where it should answer");
            }

            @Override
            public void frame(int flags, ByteBuffer frame) {
                // roomForFrame has refused it.
            }

            @Override
            public void message(int type, int flags, ByteBuffer body) throws IOException {
                switch (type) {
                    case MessageType.ANSWER -> {
                        AnswerMessage answer = AnswerMessage.decode(body);
                        shipper.answered(ServerLink.this, answer.key().sequence(), answer.status(), answer.holders());
                    }
                    case MessageType.HELD -> shipper.held(ServerLink.this, body);
                    case MessageType.ZONE -> {
                        if (address.zone().isEmpty()) {
                            shipper.zone(ServerLink.this, ServerAddress.decodeZone(body));
                        }
                    }
                    case MessageType.LEAVING -> shipper.leaving(ServerLink.this);
                    default -> {
                        // A later version's message: skipped.
                    }
                }
            }
        };
    }

    @Override
    public void down(String why) {
        shipper.serverDown(this);
        diagnostics.warning(name + ": lost: " + why);
    }

    @Override
    public void failed(IOException why, int attempt) {
        if (why instanceof RefusedException refused && !refused.passing()) {
            if (refusal == null) {
                diagnostics.error(name + ": refused: " + why.getMessage());
            }
            refusal = name + ": refused: " + why.getMessage();
        } else if (attempt == 1) {
            diagnostics.warning(name + ": " + why.getMessage() + "; trying again");
        }
    }
}
