package evtools.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.UnaryOperator;

/** Somebody on the way between clients and a server, who keeps what the clients say and may change or cut it. */
final class Middle implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answered = new ByteArrayOutputStream();
    private volatile UnaryOperator<byte[]> change = bytes -> bytes;
    private volatile int cutAfter = Integer.MAX_VALUE;

    Middle(InetSocketAddress server) throws IOException {
        this.server = server;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Changes what clients say, from now on; empty bytes: cut. */
    void change(UnaryOperator<byte[]> change) {
        this.change = change;
    }

    /** Cuts connections after so many bytes of a client. */
    void cutAfter(int bytes) {
        cutAfter = bytes;
    }

    byte[] said() {
        synchronized (said) {
            return said.toByteArray();
        }
    }

    byte[] answered() {
        synchronized (answered) {
            return answered.toByteArray();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket toServer = new Socket(server.getAddress(), server.getPort());
                Thread.ofPlatform().daemon().start(() -> pump(client, toServer, said, true));
                Thread.ofPlatform().daemon().start(() -> pump(toServer, client, answered, false));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, ByteArrayOutputStream heard, boolean ofClient) {
        byte[] buffer = new byte[64 << 10];
        int total = 0;
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int count;
            while (total < cutAfter && (count = in.read(buffer)) > 0) {
                synchronized (heard) {
                    heard.write(buffer, 0, count);
                }
                byte[] bytes = java.util.Arrays.copyOf(buffer, Math.min(count, ofClient ? cutAfter - total : count));
                total += count;
                out.write(ofClient ? change.apply(bytes) : bytes);
            }
        } catch (IOException e) {
            // One of the two has gone.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
