package evtools.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongSupplier;

/** A plain TCP connection, in blocking mode. */
public final class TcpLink implements ByteLink {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final SocketChannel channel;
    private final LongSupplier nanoClock;
    private final String remote;
    private final boolean loopback;
    private long deadlineMillis;
    private long deadlineAt;

    /**
     * Takes a connected channel over.
     *
     * @param nanoClock monotonic time, for deadlines
     */
    public TcpLink(SocketChannel channel, LongSupplier nanoClock) throws IOException {
        this.channel = channel;
        this.nanoClock = nanoClock;
        this.remote = String.valueOf(channel.getRemoteAddress()).replaceFirst("^.*/", "");
        this.loopback = channel.getRemoteAddress() instanceof InetSocketAddress address
                && address.getAddress().isLoopbackAddress();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    /** Connects. */
    public static TcpLink connect(String host, int port, int timeoutMillis, LongSupplier nanoClock) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + host);
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, timeoutMillis);
            return new TcpLink(channel, nanoClock);
        } catch (SocketTimeoutException e) {
            channel.close();
            throw new IOException("no connection within " + timeoutMillis + " ms", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the other side is on this machine. */
    public boolean loopback() {
        return loopback;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return deadlineMillis == 0 ? channel.read(target) : readInTime(target);
    }

    /** Only the socket's stream has a time limit; it reads into arrays. */
    private int readInTime(ByteBuffer target) throws IOException {
        long left = (deadlineAt - nanoClock.getAsLong()) / NANOS_PER_MILLI;
        if (left <= 0) {
            throw new ReadDeadlineException(deadlineMillis);
        }
        channel.socket().setSoTimeout((int) left);
        byte[] bytes = new byte[Math.min(target.remaining(), 8 << 10)];
        try {
            int count = channel.socket().getInputStream().read(bytes);
            if (count > 0) {
                target.put(bytes, 0, count);
            }
            return count;
        } catch (SocketTimeoutException e) {
            throw new ReadDeadlineException(deadlineMillis);
        }
    }

    @Override
    public void deadline(long millis) throws IOException {
        deadlineMillis = Math.min(millis, Integer.MAX_VALUE);
        deadlineAt = nanoClock.getAsLong() + deadlineMillis * NANOS_PER_MILLI;
        if (millis == 0 && channel.isOpen()) {
            channel.socket().setSoTimeout(0);
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    @Override
    public WritableByteChannel channel() {
        // The socket itself: a transfer from a file to it stays inside the kernel. Blocking, so writes are whole.
        return channel;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is expected of it any more.
        }
    }
}
