package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who doesn't keep to the protocol, over real sockets: cut off and counted, and nobody else notices. */
@Timeout(60)
class HostileConnectionTest {
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
    void aRecordedSessionCantBePlayedAgain() throws Exception {
        byte[] session;
        try (Middle middle = new Middle(server.address())) {
            Connector.Contact contact =
                    server.connectTo(middle.port(), server.clientKey, server.serverKey, EchoServer.SENDER);
            EchoServer.say(contact.link(), "once");
            contact.link().end();
            contact.link().close();
            assertEquals("closed", server.end());
            session = middle.said();
        }
        try (Socket replay = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            replay.getOutputStream().write(session);
            replay.shutdownOutput();
            server.assertEnd(Refused.TAMPERED);
        }
    }

    @Test
    void aChangedByteEndsTheConnection() throws Exception {
        try (Middle middle = new Middle(server.address())) {
            Connector.Contact contact =
                    server.connectTo(middle.port(), server.clientKey, server.serverKey, EchoServer.SENDER);
            EchoServer.say(contact.link(), "right");
            middle.change(bytes -> {
                bytes[bytes.length - 1] ^= 1;
                return bytes;
            });
            assertThrows(IOException.class, () -> EchoServer.say(contact.link(), "wrong"));
            server.assertEnd(Refused.TAMPERED);
        }
    }

    @Test
    void aCutIsNoEnd() throws Exception {
        try (Middle middle = new Middle(server.address())) {
            middle.cutAfter(16 + 96 + 2 + 1 + 36 + 16 + 50);
            Connector.Contact contact =
                    server.connectTo(middle.port(), server.clientKey, server.serverKey, EchoServer.SENDER);
            assertThrows(IOException.class, () -> EchoServer.say(contact.link(), "x".repeat(200)));
            server.assertEnd(Refused.CUT);
        }
    }

    /** A byte now and then doesn't keep the deadline away. */
    @Test
    void whoTakesTooLongToSayWhoHeIsIsCutOff() throws Exception {
        long from = server.nanos();
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            slow.setSoTimeout(50);
            byte[] handshake = ByteBuffer.allocate(112)
                    .putInt(NoiseHello.MAGIC)
                    .put((byte) 1)
                    .put((byte) 0)
                    .putShort((short) 96)
                    .array();
            int at = 0;
            while (server.ends.isEmpty() && server.nanos() - from < 10_000_000_000L) {
                try {
                    slow.getOutputStream().write(handshake[at++ % handshake.length]);
                    assertTrue(slow.getInputStream().read() < 0);
                } catch (IOException e) {
                    // No answer: go on, slowly.
                }
            }
        }
        assertInstanceOf(ReadDeadlineException.class, server.end());
        assertEquals(1, server.ofServer.refused(Refused.SLOW));
        assertTrue(server.nanos() - from < 5_000_000_000L);
    }

    @Test
    void lengthsThatCantBeAreRefused() throws Exception {
        for (int length : new int[] {0, 95, 97, 65535}) {
            try (Socket odd = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                odd.getOutputStream()
                        .write(ByteBuffer.allocate(200)
                                .putInt(NoiseHello.MAGIC)
                                .put((byte) 1)
                                .put((byte) 0)
                                .putShort((short) length)
                                .array());
                Object end = server.end();
                assertInstanceOf(InsecureException.class, end, length + ": " + end);
            }
        }
        assertEquals(4, server.ofServer.refused(Refused.MALFORMED));
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
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(said);
                socket.shutdownOutput();
                Object end = server.end();
                assertInstanceOf(IOException.class, end, "seed " + seed + ": " + end);
            }
        }
        Connector.Contact contact = server.connect(server.clientKey, server.serverKey, EchoServer.SENDER);
        EchoServer.say(contact.link(), "still there");
        contact.link().close();
    }

    @Test
    void aFloodOfConnectionsIsBoundedAndThoseInsideGoOn() throws Exception {
        Connector.Contact inside = server.connect(server.clientKey, server.serverKey, EchoServer.SENDER);
        int before = Thread.activeCount();
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                flood.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            EchoServer.say(inside.link(), "undisturbed");
            assertTrue(Thread.activeCount() - before <= 16, "a thread for each of them");
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
        inside.link().close();
    }
}
