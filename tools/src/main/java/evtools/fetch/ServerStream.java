package evtools.fetch;

import evtools.cli.HostPort;
import evtools.format.FormatException;
import evtools.transport.Connection;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.LinkConnection;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Messages;
import evtools.transport.RangeMessage;
import evtools.transport.RefusedException;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one server to one question. Has a thread of its own that receives; another takes what came.
 *
 * @param <T> what the answer consists of
 */
public abstract class ServerStream<T> {
    private static final int QUEUE = 8;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int HELLO_MILLIS = 3_000;
    private static final int POLL_MILLIS = 100;
    private static final long SILENCE_NANOS = 5_000_000_000L;
    private static final long MAX_QUEUED_BYTES = 1 << 20;

    private final ServerAddress server;
    private final Connector connector;
    private final Hello hello;
    private final LongSupplier nanoClock;
    private final BlockingQueue<T> queue = new ArrayBlockingQueue<>(QUEUE);
    private volatile @Nullable Connection connection;
    private volatile @Nullable Hello welcome;
    private volatile @Nullable String failure;
    private volatile @Nullable RefusedException refusal;
    private volatile long count;
    private volatile boolean complete;
    private volatile boolean ended;
    private volatile boolean abandoned;
    private @Nullable T head;

    ServerStream(ServerAddress server, Hello hello, Connector connector, LongSupplier nanoClock) {
        this.server = server;
        this.connector = connector;
        this.hello = hello;
        this.nanoClock = nanoClock;
    }

    /** Where the server is. */
    public HostPort address() {
        return server.at();
    }

    /** Connects and asks. */
    public void start(int messageType, ByteBuffer question) {
        Thread.ofPlatform().daemon().name("from " + server.at()).start(() -> run(messageType, question));
    }

    private void run(int messageType, ByteBuffer question) {
        try {
            Connector.Contact contact = connector.connect(server, hello, CONNECT_MILLIS, HELLO_MILLIS);
            welcome = contact.server();
            LinkConnection fresh = new LinkConnection(contact.link(), MAX_QUEUED_BYTES, nanoClock);
            connection = fresh;
            fresh.send(messageType, question);
            String why = fresh.run(new Answers(), "from " + server.at());
            if (!complete) {
                failure = why;
            }
        } catch (RefusedException e) {
            refusal = e;
            failure = "refused: " + e.getMessage();
        } catch (IOException e) {
            failure = e.getMessage();
        } finally {
            ended = true;
        }
    }

    /** What came next and is not taken yet, waiting for it; null when there is no more. */
    public @Nullable T head() throws InterruptedException {
        while (head == null) {
            boolean last = ended;
            head = queue.poll(last ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (head == null && last) {
                return null;
            }
            Connection current = connection;
            if (head == null && current != null) {
                current.closeIfSilent(nanoClock.getAsLong(), SILENCE_NANOS);
            }
        }
        return head;
    }

    /** The head has been dealt with. */
    public void take() {
        head = null;
    }

    /** Who answered; null if nobody did. */
    public @Nullable Hello server() {
        return welcome;
    }

    /** Why the answer is not whole; null if it is, or is still coming. */
    public @Nullable String failure() {
        return failure;
    }

    /** The server doesn't take us as what we said we were; null if that isn't why it failed. */
    public @Nullable RefusedException refusal() {
        return refusal;
    }

    /** What the server counted, when its answer is whole. */
    public long count() {
        return count;
    }

    /** Ends it: nothing more is wanted. */
    public void abandon() {
        abandoned = true;
        Connection current = connection;
        if (current != null) {
            current.close();
        }
    }

    /** Reads a frame; null to leave it out. */
    abstract @Nullable T frame(ByteBuffer frame) throws IOException;

    /** Reads a message that is part of the answer; null if it isn't. */
    abstract @Nullable T message(int type, ByteBuffer body) throws IOException;

    private void deliver(@Nullable T part) throws IOException {
        try {
            while (part != null && !queue.offer(part, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (abandoned) {
                    throw new IOException("not wanted any more");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private final class Answers implements MessageHandler {
        private final ReceiveBuffer buffer = new ReceiveBuffer();

        @Override
        public ByteBuffer roomForFrame(int flags, int length) {
            return buffer.room(length);
        }

        @Override
        public void frame(int flags, ByteBuffer frame) throws IOException {
            deliver(ServerStream.this.frame(frame));
        }

        @Override
        public void message(int type, int flags, ByteBuffer body) throws IOException {
            switch (type) {
                case MessageType.END -> {
                    count = RangeMessage.endCount(body);
                    complete = true;
                    Connection current = connection;
                    if (current != null) {
                        current.close();
                    }
                }
                case MessageType.ERROR -> throw new IOException(Messages.text(body));
                default -> deliver(ServerStream.this.message(type, body));
            }
        }
    }

    /** Frames of a range. */
    public static final class Frames extends ServerStream<FetchedFrame> {
        private final DamageReports damage;

        /** A stream that has not asked yet. */
        public Frames(
                ServerAddress server, Hello hello, Connector connector, LongSupplier nanoClock, DamageReports damage) {
            super(server, hello, connector, nanoClock);
            this.damage = damage;
        }

        @Override
        @Nullable
        FetchedFrame frame(ByteBuffer frame) {
            try {
                return FetchedFrame.of(frame);
            } catch (FormatException e) {
                damage.damaged(address().toString(), String.valueOf(e.getMessage()));
                return null;
            }
        }

        @Override
        @Nullable
        FetchedFrame message(int type, ByteBuffer body) {
            return null;
        }
    }

    /** An answer that is a count alone. */
    public static final class Count extends ServerStream<Void> {
        /** A stream that has not asked yet. */
        public Count(ServerAddress server, Hello hello, Connector connector, LongSupplier nanoClock) {
            super(server, hello, connector, nanoClock);
        }

        /** Waits for the answer; returns why it is not whole, or null. */
        public @Nullable String await() throws InterruptedException {
            while (head() != null) {
                take();
            }
            return failure();
        }

        @Override
        @Nullable
        Void frame(ByteBuffer frame) throws IOException {
            throw new IOException("a frame came where a count was asked for");
        }

        @Override
        @Nullable
        Void message(int type, ByteBuffer body) {
            return null;
        }
    }

    /** The buckets in a range. */
    public static final class Buckets extends ServerStream<RangeMessage.BucketLine> {
        /** A stream that has not asked yet. */
        public Buckets(ServerAddress server, Hello hello, Connector connector, LongSupplier nanoClock) {
            super(server, hello, connector, nanoClock);
        }

        @Override
        RangeMessage.@Nullable BucketLine frame(ByteBuffer frame) throws IOException {
            throw new IOException("a frame came where a list was asked for");
        }

        @Override
        RangeMessage.@Nullable BucketLine message(int type, ByteBuffer body) throws IOException {
            return type == MessageType.BUCKET ? RangeMessage.BucketLine.decode(body) : null;
        }
    }
}
