package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.noise.KeyPair;
import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in and who doesn't, over real sockets: each way to fail is refused and counted. */
@Timeout(60)
class SecurityTest {
    @TempDir
    private Path directory;

    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer(directory);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void anAuthorizedClientComesInAndNothingItSaysPassesInClear() throws Exception {
        try (Middle middle = new Middle(server.address())) {
            Connector.Contact contact =
                    server.connectTo(middle.port(), server.clientKey, server.serverKey, EchoServer.SENDER);
            assertEquals("prod", contact.server().text());
            EchoServer.say(contact.link(), "a line of some log file");
            contact.link().end();
            contact.link().close();
            assertEquals("closed", server.end());
            assertEquals(1, server.ofServer.handshakes());
            assertEquals(1, server.ofClient.handshakes());
            for (byte[] heard : List.of(middle.said(), middle.answered())) {
                String text = new String(heard, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("log"), text);
                assertFalse(text.contains("prod"), text);
                assertFalse(
                        text.contains(new String(server.clientKey.publicKey().bytes(), StandardCharsets.ISO_8859_1)));
            }
        }
    }

    @Test
    void anotherServerKeyThanThePinnedOneIsRefused() throws Exception {
        InsecureException e = assertThrows(
                InsecureException.class,
                () -> server.connect(server.clientKey, KeyPair.generate(server.random), EchoServer.SENDER));
        assertEquals(Refused.WRONG_KEY, e.reason());
        assertEquals(1, server.ofClient.refused(Refused.WRONG_KEY));
        server.assertEnd(Refused.WRONG_KEY);
    }

    @Test
    void aClientWithoutAnAuthorizedKeyIsTold() throws Exception {
        KeyPair stranger = KeyPair.generate(server.random);
        RefusedException e = assertThrows(
                RefusedException.class, () -> server.connect(stranger, server.serverKey, EchoServer.SENDER));
        assertEquals(Refusal.KEY, e.status());
        assertTrue(String.valueOf(e.getMessage()).contains(stranger.publicKey().toString()));
        assertEquals(1, server.ofServer.refused(Refused.UNKNOWN_KEY));
    }

    @Test
    void aRightThatIsNotGrantedIsRefused() throws Exception {
        Hello peer = Hello.of(Role.PEER, 1024, 7, 43, "prod");
        RefusedException e =
                assertThrows(RefusedException.class, () -> server.connect(server.clientKey, server.serverKey, peer));
        assertEquals(Refusal.RIGHT, e.status());
        assertEquals(1, server.ofServer.refused(Refused.NO_RIGHT));
        Hello reader = Hello.of(Role.READER, 0, 0, 0, "");
        server.connect(server.clientKey, server.serverKey, reader).link().close();
    }

    @Test
    void theServerItselfIsFoundOut() {
        Hello peer = Hello.of(Role.PEER, 1024, 7, 43, "prod");
        RefusedException e =
                assertThrows(RefusedException.class, () -> server.connect(server.serverKey, server.serverKey, peer));
        assertEquals(Refusal.SELF, e.status());
    }

    @Test
    void aPlainClientIsRefused() throws Exception {
        RefusedException e = assertThrows(RefusedException.class, () -> server.connect(null, null, EchoServer.SENDER));
        assertEquals(Refusal.ENCRYPTION, e.status());
        assertEquals(1, server.ofServer.refused(Refused.PLAINTEXT));
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
                        InsecureException.class,
                        () -> server.connectTo(
                                impostor.getLocalPort(), server.clientKey, server.serverKey, EchoServer.SENDER));
                assertEquals(Refused.DOWNGRADE, e.reason());
                thread.join();
                assertEquals(16 + 96, heard.position(), "more was said than the first message");
            }
        }
        assertEquals(2, server.ofClient.refused(Refused.DOWNGRADE));
    }

    @Test
    void aKeyThatIsTakenAwayIsCutOffWhenKeysAreRenewed() throws Exception {
        Connector.Contact contact = server.connect(server.clientKey, server.serverKey, EchoServer.SENDER);
        EchoServer.say(contact.link(), "still authorized");
        server.authorize("# nobody\n");
        EchoServer.say(contact.link(), "until keys are renewed");
        server.advance(61_000_000_000L);
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 10; i++) {
                EchoServer.say(contact.link(), "not for long");
            }
        });
        server.assertEnd(Refused.UNKNOWN_KEY);
        assertThrows(
                RefusedException.class, () -> server.connect(server.clientKey, server.serverKey, EchoServer.SENDER));
    }

    @Test
    void aBadListKeepsTheOldOneInForceAndIsReportedOnce() throws Exception {
        server.authorize("send,fly " + server.clientKey.publicKey() + "\n");
        for (int i = 0; i < 3; i++) {
            server.advance(1_000_000_000L);
            server.connect(server.clientKey, server.serverKey, EchoServer.SENDER)
                    .link()
                    .close();
        }
        assertEquals(1, server.problems.size());
        assertTrue(
                server.problems.getFirst().contains("authorized:1: 'fly' is not a right"), server.problems.getFirst());
    }

    @Test
    void aServerWithoutAKeySaysSo() throws Exception {
        SecurityCounters counters = new SecurityCounters();
        try (Acceptor open = server.serve(ServerSecurity.none(server::nanos, counters))) {
            InsecureException e = assertThrows(
                    InsecureException.class,
                    () -> server.connectTo(
                            open.address().getPort(), server.clientKey, server.serverKey, EchoServer.SENDER));
            assertEquals(Refused.DOWNGRADE, e.reason());
            Connector.Contact plain = server.connectTo(open.address().getPort(), null, null, EchoServer.SENDER);
            EchoServer.say(plain.link(), "in clear");
            plain.link().close();
        }
    }

    @Test
    void keysAndAddressesHaveToGoTogether() {
        List<ServerAddress> pinned = List.of(EchoServer.address(7600, server.serverKey));
        List<ServerAddress> far = List.of(ServerAddress.parse("192.0.2.1:7600"));
        List<ServerAddress> here = List.of(
                ServerAddress.parse("127.0.0.1:1"), ServerAddress.parse("[::1]:1"), ServerAddress.parse("localhost:1"));
        assertThrows(RuntimeException.class, () -> KeyOption.check("--to", pinned, null));
        assertThrows(RuntimeException.class, () -> KeyOption.check("--to", far, server.clientKey));
        KeyOption.check("--to", pinned, server.clientKey);
        KeyOption.check("--to", far, null);
        KeyOption.check("--to", here, server.clientKey);
        assertEquals(3, Arrays.asList(here.toArray()).size());
    }
}
