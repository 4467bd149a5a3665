package evtools.transport;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to one server: connects, says hello, reads, and when that ends tries again after a short, growing
 * and jittered wait. Has a thread of its own.
 */
public final class Dialer implements Closeable {
    /** Is told how it goes; on the dialer's thread. */
    public interface Listener {
        /** The server has welcomed us. */
        MessageHandler up(Connection connection, Hello server);

        /** A connection that was up has ended, and not because the dialer was closed. */
        void down(String why);

        /** An attempt has failed, for the {@code attempt}-th time in a row, from 1. */
        void failed(IOException why, int attempt);
    }

    private static final int CONNECT_MILLIS = 2_000;
    private static final int HELLO_MILLIS = 2_000;
    private static final int FIRST_WAIT_MILLIS = 50;
    private static final int LONGEST_WAIT_MILLIS = 2_000;

    private final String host;
    private final int port;
    private final Hello hello;
    private final long maxQueuedBytes;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Connection connection;

    /**
     * @param hello what to say to the server
     * @param maxQueuedBytes how much may wait to be written to it
     * @param random for the jitter; used on the dialer's thread only
     */
    public Dialer(
            String host,
            int port,
            Hello hello,
            long maxQueuedBytes,
            LongSupplier nanoClock,
            RandomGenerator random,
            Listener listener) {
        this.host = host;
        this.port = port;
        this.hello = hello;
        this.maxQueuedBytes = maxQueuedBytes;
        this.nanoClock = nanoClock;
        this.random = random;
        this.listener = listener;
    }

    /** Begins to connect. */
    public synchronized void start() {
        Thread.ofPlatform().daemon().name("to " + host + ":" + port).start(this::loop);
    }

    private void loop() {
        int attempt = 0;
        while (!isClosed()) {
            try (TcpLink link = TcpLink.connect(host, port, CONNECT_MILLIS)) {
                hello.writeTo(link);
                Hello server = Hello.readFrom(link, HELLO_MILLIS);
                if (server.status() != 0) {
                    throw new RefusedException(server.status(), server.text());
                }
                server.requireMatch(hello);
                if (serve(new Connection(link, maxQueuedBytes, nanoClock), server)) {
                    attempt = 0;
                }
            } catch (IOException e) {
                attempt++;
                if (!isClosed()) {
                    listener.failed(e, attempt);
                }
            }
            pause(attempt);
        }
    }

    private boolean serve(Connection fresh, Hello server) {
        synchronized (this) {
            if (isClosed()) {
                return false;
            }
            connection = fresh;
        }
        MessageHandler handler = listener.up(fresh, server);
        String why = fresh.run(handler, "to " + host + ":" + port);
        synchronized (this) {
            connection = null;
        }
        if (!isClosed()) {
            listener.down(why);
        }
        return true;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause(int attempt) {
        long longest = Math.min(LONGEST_WAIT_MILLIS, (long) FIRST_WAIT_MILLIS << Math.min(attempt, 10));
        long millis = longest / 2 + random.nextLong(longest / 2 + 1);
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /** The connection, if one is up. */
    public synchronized @Nullable Connection connection() {
        return connection;
    }

    /** Closes the connection if it has been silent for that long. */
    public void closeIfSilent(long nowNanos, long limitNanos) {
        Connection current = connection();
        if (current != null) {
            current.closeIfSilent(nowNanos, limitNanos);
        }
    }

    /** Ends the connection and tries no more. */
    @Override
    public void close() {
        Connection current;
        synchronized (this) {
            closed.countDown();
            current = connection;
        }
        if (current != null) {
            current.close();
        }
    }
}
