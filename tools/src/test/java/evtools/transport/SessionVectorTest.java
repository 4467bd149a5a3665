package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.EnvironmentTag;
import evtools.noise.KeyPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/vectors/protocol/session.vec}: an encrypted connection from its first byte to its end marks. */
@Timeout(30)
class SessionVectorTest {
    private static final Path VECTOR = Path.of("").toAbsolutePath().resolveSibling("docs/vectors/protocol/session.vec");

    /** Secret keys that show what they are: 32 times the same byte. */
    private static final class Secrets implements RandomGenerator {
        private final Iterator<Integer> bytes;

        Secrets(Integer... bytes) {
            this.bytes = List.of(bytes).iterator();
        }

        @Override
        public void nextBytes(byte[] target) {
            java.util.Arrays.fill(target, (byte) (int) bytes.next());
        }

        @Override
        public long nextLong() {
            throw new IllegalStateException("keys take bytes");
        }
    }

    private static KeyPair key(int secret) {
        return KeyPair.generate(new Secrets(secret));
    }

    /** Keeps what one side sends. */
    private record Recorder(ByteLink link, String side, List<String> said) implements ByteLink {
        @Override
        public int read(ByteBuffer target) throws IOException {
            return link.read(target);
        }

        @Override
        public void deadline(long millis) throws IOException {
            link.deadline(millis);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            synchronized (said) {
                said.add(side + ": " + HexFormat.of().formatHex(bytes));
            }
            link.write(source);
        }

        @Override
        public WritableByteChannel channel() {
            return link.channel();
        }

        @Override
        public String remote() {
            return link.remote();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    private static void heartbeat(ByteLink from, ByteLink to) throws IOException {
        byte[] message = {0, 0, 0, 0, MessageType.HEARTBEAT, 0, 0, 0};
        from.write(ByteBuffer.wrap(message));
        from.flush();
        ByteBuffer read = ByteBuffer.allocate(message.length);
        to.readFully(read);
        assertEquals(ByteBuffer.wrap(message), read.flip());
    }

    private static String session() throws Exception {
        List<String> lines = new ArrayList<>();
        KeyPair clientKey = key(0xC1);
        KeyPair serverKey = key(0x51);
        long tag = EnvironmentTag.of("prod");
        lines.add("describe: a sender connects, both renew their keys once, both end");
        lines.add("environment: prod");
        lines.add("client-key: " + clientKey.secretText() + " " + clientKey.publicKey());
        lines.add("server-key: " + serverKey.secretText() + " " + serverKey.publicKey());
        for (String each : List.of("client c2", "server 52", "client c3", "server 53")) {
            lines.add(each.replace(" ", "-ephemeral: ") + each.substring(7).repeat(31));
        }
        lines.add("---");
        AtomicLong clock = new AtomicLong();
        SecurityCounters counters = new SecurityCounters();
        try (LinkPair plain = LinkPair.plain(clock::get)) {
            List<String> said = new ArrayList<>();
            ByteLink atClient = new Recorder(plain.client(), "client", said);
            ByteLink atServer = new Recorder(plain.server(), "server", said);
            CompletableFuture<SecureLink> accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    ByteBuffer first = ByteBuffer.allocate(NoiseHello.FIRST_BYTES);
                    atServer.readFully(first);
                    return new NoiseHello(clock::get, new Secrets(0x52, 0x53), SecureLink.Renewal.DEFAULT, counters)
                            .accept(atServer, first.flip(), serverKey);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            SecureLink client = new NoiseHello(
                            clock::get, new Secrets(0xC2, 0xC3), SecureLink.Renewal.DEFAULT, counters)
                    .connect(atClient, clientKey, serverKey.publicKey(), tag);
            SecureLink server = accepted.get(10, TimeUnit.SECONDS);
            Hello.of(Role.SENDER, 1024, tag, 0x0102030405060708L, "prod").writeTo(client);
            assertEquals(Role.SENDER, Hello.readFrom(server).role());
            Hello.of(Role.SERVER, 1024, tag, 0x1112131415161718L, "prod").writeTo(server);
            assertEquals(Role.SERVER, Hello.readFrom(client).role());
            heartbeat(client, server);
            heartbeat(server, client);
            clock.addAndGet(SecureLink.Renewal.DEFAULT.nanos());
            for (int i = 0; i < 5; i++) {
                heartbeat(client, server);
                heartbeat(server, client);
            }
            assertEquals(2, counters.renewals());
            client.end();
            server.end();
            assertEquals(-1, client.read(ByteBuffer.allocate(1)));
            assertEquals(-1, server.read(ByteBuffer.allocate(1)));
            lines.addAll(said);
        }
        return String.join("\n", lines) + "\n";
    }

    @Test
    void theSessionIsAsWrittenDown() throws Exception {
        String session = session();
        assertTrue(Files.exists(VECTOR), session);
        assertEquals(Files.readString(VECTOR, StandardCharsets.US_ASCII), session);
    }
}
