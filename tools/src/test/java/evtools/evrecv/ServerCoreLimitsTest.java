package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import evtools.replication.AnswerStatus;
import evtools.transport.Connection;
import evtools.transport.MessageHandler;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says when it is asked for more than it bears. */
class ServerCoreLimitsTest {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(directory.resolve("store"));
        server.core.setReceiveBytes(0);
        server.core.setZone("here");
        server.core.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void memoryForAllGuestsIsBoundedAndWhoGetsNoneIsToldSo() throws IOException {
        Guest guest = new Guest();
        MessageHandler session = server.session(Role.SENDER, guest);
        TestServer.bring(session, TestServer.frame(1));
        List<Guest> hogs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            hogs.add(new Guest());
            assertNotNull(server.session(Role.SENDER, hogs.get(i)).roomForFrame(0, Connection.MAX_FRAME_BYTES));
        }
        TestServer.bring(session, TestServer.frame(2));
        // One of those with a large frame half sent goes away.
        server.core.gone(hogs.get(0));
        TestServer.bring(session, TestServer.frame(3));
        assertEquals(List.of("zone here", "HELD 1", "OVERLOADED 2", "HELD 3"), guest.heard);
        assertEquals(1, hogs.get(1).heard.size(), "nothing to say yet but the zone");
    }

    @Test
    void aServerThatLeavesSaysSoAndDeclinesFramesOfEverybody() throws IOException {
        Guest sender = new Guest();
        Guest peer = new Guest();
        Guest reader = new Guest();
        MessageHandler senderSession = server.session(Role.SENDER, sender);
        MessageHandler peerSession = server.session(Role.PEER, peer);
        server.session(Role.READER, reader);
        TestServer.bring(senderSession, TestServer.frame(1));
        server.core.leave();
        TestServer.bring(senderSession, TestServer.frame(2));
        TestServer.bring(peerSession, TestServer.frame(3));
        server.core.drain();
        assertEquals(List.of("zone here", "HELD 1", "leaving", "OVERLOADED 2", "closed"), sender.heard);
        assertEquals(List.of("zone here", "leaving", "OVERLOADED 3", "closed"), peer.heard);
        assertEquals(List.of("closed"), reader.heard);
        assertEquals(AnswerStatus.OVERLOADED, AnswerStatus.of(6));
    }

    @Test
    void otherServersAreLetInWhenItIsCrowdedAndOthersAreNot() {
        for (Role role : new Role[] {Role.SENDER, Role.READER}) {
            assertNotNull(server.core.refusal(TestServer.hello(role), true));
        }
        assertNull(server.core.refusal(TestServer.hello(Role.PEER), true));
    }

    @Test
    void connectionsOfOneAddressAreCountedTogether() {
        AddressCounts counts = new AddressCounts(2);
        assertEquals(1, counts.enter("192.0.2.1:1000"));
        assertEquals(2, counts.enter("192.0.2.1:1001"));
        assertEquals(1, counts.enter("[2001:db8::1]:1000"));
        counts.leave("192.0.2.1:1000");
        assertEquals(2, counts.enter("192.0.2.1:1002"));
        counts.leave("192.0.2.1:1001");
        counts.leave("192.0.2.1:1002");
        counts.leave("[2001:db8::1]:1000");
        assertEquals(0, counts.addressCount());
    }
}
