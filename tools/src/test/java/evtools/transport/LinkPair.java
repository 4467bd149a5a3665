package evtools.transport;

import evtools.noise.KeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Two ends of a connection on loopback. */
record LinkPair(ByteLink client, ByteLink server) implements AutoCloseable {
    static LinkPair plain(LongSupplier nanoClock) throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel client = SocketChannel.open(listening.getLocalAddress());
            return new LinkPair(new TcpLink(client, nanoClock), new TcpLink(listening.accept(), nanoClock));
        }
    }

    /** Encrypted; the counters of the client first, then the server's. */
    static LinkPair secure(
            LongSupplier nanoClock,
            RandomGenerator random,
            SecureLink.Renewal renewal,
            SecurityCounters ofClient,
            SecurityCounters ofServer)
            throws IOException, InterruptedException {
        LinkPair plain = plain(nanoClock);
        return secure(plain.client, plain.server, nanoClock, random, renewal, ofClient, ofServer);
    }

    static LinkPair secure(
            ByteLink client,
            ByteLink server,
            LongSupplier nanoClock,
            RandomGenerator random,
            SecureLink.Renewal renewal,
            SecurityCounters ofClient,
            SecurityCounters ofServer)
            throws IOException, InterruptedException {
        KeyPair clientKey = KeyPair.generate(random);
        KeyPair serverKey = KeyPair.generate(random);
        CompletableFuture<SecureLink> accepted = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                java.nio.ByteBuffer first = java.nio.ByteBuffer.allocate(NoiseHello.FIRST_BYTES);
                server.readFully(first);
                accepted.complete(new NoiseHello(nanoClock, new java.security.SecureRandom(), renewal, ofServer)
                        .accept(server, first.flip(), serverKey));
            } catch (IOException | RuntimeException e) {
                accepted.completeExceptionally(e);
            }
        });
        SecureLink connected = new NoiseHello(nanoClock, new java.security.SecureRandom(), renewal, ofClient)
                .connect(client, clientKey, serverKey.publicKey(), 7);
        try {
            return new LinkPair(connected, accepted.get());
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
