package evtools.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** A plain TCP connection, in blocking mode. */
public final class TcpLink implements ByteLink {
    private final SocketChannel channel;
    private final String remote;

    /** Takes a connected channel over. */
    public TcpLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.remote = String.valueOf(channel.getRemoteAddress()).replaceFirst("^.*/", "");
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    /** Connects. */
    public static TcpLink connect(String host, int port, int timeoutMillis) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + host);
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, timeoutMillis);
            return new TcpLink(channel);
        } catch (SocketTimeoutException e) {
            channel.close();
            throw new IOException("no connection within " + timeoutMillis + " ms", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public void readFully(ByteBuffer target, int timeoutMillis) throws IOException {
        byte[] bytes = new byte[target.remaining()];
        channel.socket().setSoTimeout(timeoutMillis);
        try {
            InputStream in = channel.socket().getInputStream();
            int count = in.readNBytes(bytes, 0, bytes.length);
            if (count < bytes.length) {
                throw new EOFException("connection closed by the other side");
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer within " + timeoutMillis + " ms", e);
        } finally {
            if (channel.isOpen()) {
                channel.socket().setSoTimeout(0);
            }
        }
        target.put(bytes);
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
