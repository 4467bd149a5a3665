package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.HostPort;
import evtools.keys.AuthorizedKeys;
import evtools.noise.KeyPair;
import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in and who doesn't, over real sockets: each way to fail is refused and counted. */
@Timeout(60)
class SecurityTest {
    private static final Hello SENDER = Hello.of(Role.SENDER, 1024, 7, 42, "prod");
    private static final int HELLO_MILLIS = 400;
    private static final SecureLink.Renewal RENEWAL =
            new SecureLink.Renewal(Long.MAX_VALUE, 60_000_000_000L, Long.MAX_VALUE, Long.MAX_VALUE);

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(3);
    private final KeyPair serverKey = KeyPair.generate(random);
    private final KeyPair clientKey = KeyPair.generate(random);
    /** Time that the test moves, besides what passes. */
    private final AtomicLong ahead = new AtomicLong();

    private final SecurityCounters ofServer = new SecurityCounters();
    private final SecurityCounters ofClient = new SecurityCounters();
    /** What ended the server's side of each connection; a text when it ended properly. */
    private final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();

    private final List<String> problems = new ArrayList<>();
    private @Nullable Acceptor acceptor;

    private long nanos() {
        return new TestClock().nanos() + ahead.get();
    }

    /** Reads the machine's time. */
    private static final class TestClock {
        long nanos() {
            return System.nanoTime();
        }
    }

    private Path authorized() {
        return directory.resolve("authorized");
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(authorized(), "send,read " + clientKey.publicKey() + " a client\n");
        acceptor = serve(security(), 8);
    }

    private ServerSecurity security() throws IOException {
        return ServerSecurity.forTests(
                serverKey,
                AuthorizedKeys.open(authorized(), this::nanos, problems::add),
                HELLO_MILLIS,
                this::nanos,
                RENEWAL,
                ofServer);
    }

    /** A server that sends back what it gets. */
    private Acceptor serve(ServerSecurity security, int maxConnections) throws IOException {
        Acceptor bound = Acceptor.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                maxConnections,
                this::nanos,
                (link, crowded) -> {
                    try {
                        ends.add(echo(security, link));
                    } catch (IOException | RuntimeException e) {
                        ends.add(e);
                    }
                });
        bound.start();
        return bound;
    }

    private static String echo(ServerSecurity security, ByteLink accepted) throws IOException {
        ServerSecurity.Visitor visitor = security.admit(accepted);
        ByteLink link = visitor.link();
        Hello hello;
        RefusedException refusal;
        try {
            hello = security.hello(visitor);
            refusal = security.refusal(visitor, hello);
        } catch (RefusedException e) {
            refusal = e;
        }
        if (refusal != null) {
            new Hello(Role.SERVER, refusal.status(), 1024, 7, 1, String.valueOf(refusal.getMessage())).writeTo(link);
            link.end();
            throw refusal;
        }
        Hello.of(Role.SERVER, 1024, 7, 1, "prod").writeTo(link);
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (link.read(buffer.clear()) >= 0) {
            link.write(buffer.flip());
            link.flush();
        }
        return "closed";
    }

    @AfterEach
    void stop() throws IOException {
        if (acceptor != null) {
            acceptor.close();
        }
    }

    private int port() throws IOException {
        return java.util.Objects.requireNonNull(acceptor).address().getPort();
    }

    private static ServerAddress address(int port, @Nullable KeyPair pinned) {
        String key = pinned == null ? "" : pinned.publicKey().toString();
        return new ServerAddress(new HostPort("127.0.0.1", port), "", key);
    }

    private Connector connector(@Nullable KeyPair key) {
        return new Connector(this::nanos, key, RENEWAL, ofClient);
    }

    private Connector.Contact connect(int port, @Nullable KeyPair key, @Nullable KeyPair pinned, Hello hello)
            throws IOException {
        return connector(key).connect(address(port, pinned), hello, 2_000, 2_000);
    }

    private static void say(ByteLink link, String text) throws IOException {
        link.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        link.flush();
        ByteBuffer back = ByteBuffer.allocate(text.length());
        link.readFully(back);
        assertEquals(text, new String(back.array(), StandardCharsets.UTF_8));
    }

    private Object end() throws InterruptedException {
        Object end = ends.poll(20, TimeUnit.SECONDS);
        return end == null ? "still there" : end;
    }

    private void assertEnd(Refused reason) throws InterruptedException {
        Object end = end();
        assertInstanceOf(InsecureException.class, end, String.valueOf(end));
        assertEquals(reason, ((InsecureException) end).reason());
        assertEquals(1, ofServer.refused(reason));
    }

    @Test
    void anAuthorizedClientComesInAndNothingItSaysPassesInClear() throws Exception {
        try (Middle middle = new Middle(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))) {
            Connector.Contact contact = connect(middle.port(), clientKey, serverKey, SENDER);
            assertEquals("prod", contact.server().text());
            say(contact.link(), "a line of some log file");
            contact.link().end();
            contact.link().close();
            assertEquals("closed", end());
            assertEquals(1, ofServer.handshakes());
            assertEquals(1, ofClient.handshakes());
            for (byte[] heard : List.of(middle.said(), middle.answered())) {
                String text = new String(heard, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("log"), text);
                assertFalse(text.contains("prod"), text);
                assertFalse(text.contains(new String(clientKey.publicKey().bytes(), StandardCharsets.ISO_8859_1)));
            }
        }
    }

    @Test
    void anotherServerKeyThanThePinnedOneIsRefused() throws Exception {
        InsecureException e = assertThrows(
                InsecureException.class, () -> connect(port(), clientKey, KeyPair.generate(random), SENDER));
        assertEquals(Refused.WRONG_KEY, e.reason());
        assertEquals(1, ofClient.refused(Refused.WRONG_KEY));
        assertEnd(Refused.WRONG_KEY);
    }

    @Test
    void aClientWithoutAnAuthorizedKeyIsTold() throws Exception {
        KeyPair stranger = KeyPair.generate(random);
        RefusedException e = assertThrows(RefusedException.class, () -> connect(port(), stranger, serverKey, SENDER));
        assertEquals(Refusal.KEY, e.status());
        assertTrue(String.valueOf(e.getMessage()).contains(stranger.publicKey().toString()));
        assertEquals(1, ofServer.refused(Refused.UNKNOWN_KEY));
    }

    @Test
    void aRightThatIsNotGrantedIsRefused() throws Exception {
        Hello peer = Hello.of(Role.PEER, 1024, 7, 43, "prod");
        RefusedException e = assertThrows(RefusedException.class, () -> connect(port(), clientKey, serverKey, peer));
        assertEquals(Refusal.RIGHT, e.status());
        assertEquals(1, ofServer.refused(Refused.NO_RIGHT));
        Hello reader = Hello.of(Role.READER, 0, 0, 0, "");
        connect(port(), clientKey, serverKey, reader).link().close();
    }

    @Test
    void theServerItselfIsFoundOut() {
        Hello peer = Hello.of(Role.PEER, 1024, 7, 43, "prod");
        RefusedException e = assertThrows(RefusedException.class, () -> connect(port(), serverKey, serverKey, peer));
        assertEquals(Refusal.SELF, e.status());
    }

    @Test
    void aPlainClientIsRefused() throws Exception {
        RefusedException e = assertThrows(RefusedException.class, () -> connect(port(), null, null, SENDER));
        assertEquals(Refusal.ENCRYPTION, e.status());
        assertEquals(1, ofServer.refused(Refused.PLAINTEXT));
    }

    @Test
    void aKeyIsNeverLeftAwayBecauseOfWhatAnybodyAnswers() throws Exception {
        byte[] plainWelcome = new byte[64];
        ByteBuffer.wrap(plainWelcome)
                .putInt(Hello.MAGIC)
                .put((byte) Hello.VERSION)
                .put((byte) 4);
        byte[] noKey = {(byte) 0x89, 'E', 'V', 'N', 1, 2, 0, 0};
        for (byte[] answer : List.of(plainWelcome, noKey)) {
            try (ServerSocket impostor = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                ByteBuffer heard = ByteBuffer.allocate(1 << 10);
                Thread thread = Thread.ofPlatform().daemon().start(() -> {
                    try (Socket client = impostor.accept()) {
                        client.getOutputStream().write(answer);
                        int count;
                        while ((count = client.getInputStream().read(heard.array(), heard.position(), 256)) > 0) {
                            heard.position(heard.position() + count);
                        }
                    } catch (IOException e) {
                        // The client hangs up without reading to the end.
                        return;
                    }
                });
                InsecureException e = assertThrows(
                        InsecureException.class, () -> connect(impostor.getLocalPort(), clientKey, serverKey, SENDER));
                assertEquals(Refused.DOWNGRADE, e.reason());
                thread.join();
                assertEquals(16 + 96, heard.position(), "more was said than the first message");
            }
        }
        assertEquals(2, ofClient.refused(Refused.DOWNGRADE));
    }

    @Test
    void aRecordedSessionCantBePlayedAgain() throws Exception {
        byte[] session;
        try (Middle middle = new Middle(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))) {
            Connector.Contact contact = connect(middle.port(), clientKey, serverKey, SENDER);
            say(contact.link(), "once");
            contact.link().end();
            contact.link().close();
            assertEquals("closed", end());
            session = middle.said();
        }
        try (Socket replay = new Socket(InetAddress.getLoopbackAddress(), port())) {
            replay.getOutputStream().write(session);
            replay.shutdownOutput();
            assertEnd(Refused.TAMPERED);
        }
    }

    @Test
    void aChangedByteEndsTheConnection() throws Exception {
        try (Middle middle = new Middle(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))) {
            Connector.Contact contact = connect(middle.port(), clientKey, serverKey, SENDER);
            say(contact.link(), "right");
            middle.change(bytes -> {
                bytes[bytes.length - 1] ^= 1;
                return bytes;
            });
            assertThrows(IOException.class, () -> say(contact.link(), "wrong"));
            assertEnd(Refused.TAMPERED);
        }
    }

    @Test
    void aCutIsNoEnd() throws Exception {
        try (Middle middle = new Middle(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()))) {
            middle.cutAfter(16 + 96 + 2 + 1 + 36 + 16 + 50);
            Connector.Contact contact = connect(middle.port(), clientKey, serverKey, SENDER);
            assertThrows(IOException.class, () -> say(contact.link(), "x".repeat(200)));
            assertEnd(Refused.CUT);
        }
    }

    /** A byte now and then doesn't keep the deadline away. */
    @Test
    void whoTakesTooLongToSayWhoHeIsIsCutOff() throws Exception {
        long from = nanos();
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port())) {
            slow.setSoTimeout(50);
            byte[] handshake = ByteBuffer.allocate(112)
                    .putInt(NoiseHello.MAGIC)
                    .put((byte) 1)
                    .put((byte) 0)
                    .putShort((short) 96)
                    .array();
            int at = 0;
            while (ends.isEmpty() && nanos() - from < 10_000_000_000L) {
                try {
                    slow.getOutputStream().write(handshake[at++ % handshake.length]);
                    assertTrue(slow.getInputStream().read() < 0);
                } catch (IOException e) {
                    // No answer: go on, slowly.
                }
            }
        }
        assertInstanceOf(ReadDeadlineException.class, end());
        assertEquals(1, ofServer.refused(Refused.SLOW));
        assertTrue(nanos() - from < 5_000_000_000L);
    }

    @Test
    void lengthsThatCantBeAreRefused() throws Exception {
        for (int length : new int[] {0, 95, 97, 65535}) {
            try (Socket odd = new Socket(InetAddress.getLoopbackAddress(), port())) {
                odd.getOutputStream()
                        .write(ByteBuffer.allocate(200)
                                .putInt(NoiseHello.MAGIC)
                                .put((byte) 1)
                                .put((byte) 0)
                                .putShort((short) length)
                                .array());
                Object end = end();
                assertInstanceOf(InsecureException.class, end, length + ": " + end);
            }
        }
        assertEquals(4, ofServer.refused(Refused.MALFORMED));
    }

    /** Whatever comes first: an IOException and no other, and the server goes on. */
    @Test
    void anyFirstBytesAreSurvived() throws Exception {
        for (long seed = 0; seed < 150; seed++) {
            SplittableRandom bytes = new SplittableRandom(seed);
            byte[] said = new byte[bytes.nextInt(300)];
            bytes.nextBytes(said);
            ByteBuffer start = ByteBuffer.wrap(said);
            if (said.length >= 16 && bytes.nextInt(5) > 0) {
                start.putInt(bytes.nextInt(4) == 0 ? Hello.MAGIC : NoiseHello.MAGIC)
                        .put((byte) 1);
                start.put((byte) (bytes.nextInt(4) == 0 ? 1 : 0));
                start.putShort((short) (bytes.nextInt(4) == 0 ? bytes.nextInt() : 96));
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
                socket.getOutputStream().write(said);
                socket.shutdownOutput();
                Object end = end();
                assertInstanceOf(IOException.class, end, "seed " + seed + ": " + end);
            }
        }
        Connector.Contact contact = connect(port(), clientKey, serverKey, SENDER);
        say(contact.link(), "still there");
        contact.link().close();
    }

    @Test
    void aFloodOfConnectionsIsBoundedAndThoseInsideGoOn() throws Exception {
        Connector.Contact inside = connect(port(), clientKey, serverKey, SENDER);
        int before = Thread.activeCount();
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                flood.add(new Socket(InetAddress.getLoopbackAddress(), port()));
            }
            say(inside.link(), "undisturbed");
            assertTrue(Thread.activeCount() - before <= 16, "a thread for each of them");
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
        inside.link().close();
    }

    @Test
    void aKeyThatIsTakenAwayIsCutOffWhenKeysAreRenewed() throws Exception {
        Connector.Contact contact = connect(port(), clientKey, serverKey, SENDER);
        say(contact.link(), "still authorized");
        Files.writeString(authorized(), "# nobody\n");
        Files.setLastModifiedTime(authorized(), FileTime.fromMillis(1_000_000_000_000L));
        say(contact.link(), "until keys are renewed");
        ahead.addAndGet(61_000_000_000L);
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 10; i++) {
                say(contact.link(), "not for long");
            }
        });
        assertEnd(Refused.UNKNOWN_KEY);
        assertThrows(RefusedException.class, () -> connect(port(), clientKey, serverKey, SENDER));
    }

    @Test
    void aBadListKeepsTheOldOneInForceAndIsReportedOnce() throws Exception {
        Files.writeString(authorized(), "send,fly " + clientKey.publicKey() + "\n");
        Files.setLastModifiedTime(authorized(), FileTime.fromMillis(1_000_000_000_000L));
        for (int i = 0; i < 3; i++) {
            ahead.addAndGet(1_000_000_000L);
            connect(port(), clientKey, serverKey, SENDER).link().close();
        }
        assertEquals(1, problems.size());
        assertTrue(problems.getFirst().contains("authorized:1: 'fly' is not a right"), problems.getFirst());
    }

    @Test
    void aServerWithoutAKeySaysSo() throws Exception {
        SecurityCounters counters = new SecurityCounters();
        try (Acceptor open = serve(ServerSecurity.none(this::nanos, counters), 8)) {
            InsecureException e = assertThrows(
                    InsecureException.class, () -> connect(open.address().getPort(), clientKey, serverKey, SENDER));
            assertEquals(Refused.DOWNGRADE, e.reason());
            Connector.Contact plain = connect(open.address().getPort(), null, null, SENDER);
            say(plain.link(), "in clear");
            plain.link().close();
        }
    }

    @Test
    void keysAndAddressesHaveToGoTogether() {
        List<ServerAddress> pinned = List.of(address(7600, serverKey));
        List<ServerAddress> far = List.of(ServerAddress.parse("192.0.2.1:7600"));
        List<ServerAddress> here = List.of(
                ServerAddress.parse("127.0.0.1:1"), ServerAddress.parse("[::1]:1"), ServerAddress.parse("localhost:1"));
        assertThrows(RuntimeException.class, () -> KeyOption.check("--to", pinned, null));
        assertThrows(RuntimeException.class, () -> KeyOption.check("--to", far, clientKey));
        KeyOption.check("--to", pinned, clientKey);
        KeyOption.check("--to", far, null);
        KeyOption.check("--to", here, clientKey);
        assertEquals(3, Arrays.asList(here.toArray()).size());
    }
}
