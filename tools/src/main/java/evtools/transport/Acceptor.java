package evtools.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Listens on an address and gives each connection a thread of its own, up to a bound. */
public final class Acceptor implements Closeable {
    /** What to do with a connection. */
    @FunctionalInterface
    public interface Guest {
        /**
         * Serves a connection until it ends. The link is closed afterwards.
         *
         * @param crowded there are more connections than wanted: refuse this one
         */
        void serve(ByteLink link, boolean crowded) throws IOException;
    }

    private static final int PAUSE_MILLIS = 100;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ServerSocketChannel channel;
    private final int maxConnections;
    private final LongSupplier nanoClock;
    private final Guest guest;
    private final AtomicInteger connections = new AtomicInteger();

    private Acceptor(ServerSocketChannel channel, int maxConnections, LongSupplier nanoClock, Guest guest) {
        this.channel = channel;
        this.maxConnections = maxConnections;
        this.nanoClock = nanoClock;
        this.guest = guest;
    }

    /** Binds; connections are accepted from {@link #start} on. */
    public static Acceptor bind(InetSocketAddress address, int maxConnections, LongSupplier nanoClock, Guest guest)
            throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // Java's own backlog is 50: fewer than a cluster that comes back all at once.
            channel.bind(address, maxConnections);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new Acceptor(channel, maxConnections, nanoClock, guest);
    }

    /** Where it listens; with the port that the system chose, if it was to choose. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** Begins to accept connections. */
    public void start() {
        Thread.ofPlatform().daemon().name("accept").start(this::acceptLoop);
    }

    private void acceptLoop() {
        while (channel.isOpen() && !Thread.currentThread().isInterrupted()) {
            SocketChannel accepted;
            try {
                accepted = channel.accept();
            } catch (IOException e) {
                // Closed, or out of file descriptors for a moment.
                pause();
                continue;
            }
            int count = connections.incrementAndGet();
            if (count > 2 * maxConnections) {
                // Too many even to tell them so.
                closeQuietly(accepted);
                connections.decrementAndGet();
                continue;
            }
            Thread.ofPlatform().daemon().name("connection").start(() -> serve(accepted, count > maxConnections));
        }
    }

    private void pause() {
        try {
            closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel accepted, boolean crowded) {
        try (ByteLink link = new TcpLink(accepted, nanoClock)) {
            guest.serve(link, crowded);
        } catch (IOException e) {
            // The guest has said what is worth saying; a connection that breaks in its first bytes is not.
            closeQuietly(accepted);
        } finally {
            connections.decrementAndGet();
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }

    /** Accepts no more; connections go on. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        channel.close();
    }
}
