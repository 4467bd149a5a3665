package evtools.transport;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Dials over TCP. Has a thread of its own, on which the listener is told. */
final class TcpDialer implements Dialer {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int HELLO_MILLIS = 2_000;
    private static final int FIRST_WAIT_MILLIS = 50;
    private static final int LONGEST_WAIT_MILLIS = 2_000;

    private final ServerAddress address;
    private final Hello hello;
    private final long maxQueuedBytes;
    private final Connector connector;
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
    TcpDialer(
            ServerAddress address,
            Hello hello,
            long maxQueuedBytes,
            Connector connector,
            LongSupplier nanoClock,
            RandomGenerator random,
            Listener listener) {
        this.address = address;
        this.hello = hello;
        this.maxQueuedBytes = maxQueuedBytes;
        this.connector = connector;
        this.nanoClock = nanoClock;
        this.random = random;
        this.listener = listener;
    }

    @Override
    public synchronized void start() {
        Thread.ofPlatform().daemon().name("to " + address.at()).start(this::loop);
    }

    private void loop() {
        int attempt = 0;
        while (!isClosed()) {
            try {
                Connector.Contact contact = connector.connect(address, hello, CONNECT_MILLIS, HELLO_MILLIS);
                if (serve(new LinkConnection(contact.link(), maxQueuedBytes, nanoClock), contact.server())) {
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

    private boolean serve(LinkConnection fresh, Hello server) {
        synchronized (this) {
            if (isClosed()) {
                fresh.close();
                return false;
            }
            connection = fresh;
        }
        MessageHandler handler = listener.up(fresh, server);
        String why = fresh.run(handler, "to " + address.at());
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

    @Override
    public synchronized @Nullable Connection connection() {
        return connection;
    }

    @Override
    public void closeIfSilent(long nowNanos, long limitNanos) {
        Connection current = connection();
        if (current != null) {
            current.closeIfSilent(nowNanos, limitNanos);
        }
    }

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
