package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import evtools.replication.FrameKey;
import evtools.transport.DropMessage;
import evtools.transport.HeldMessage;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who archives may have frames deleted, for good; nobody else may. */
class ServerCoreDropTest {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(directory.resolve("store"));
        server.core.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private FrameKey key(long sequence) {
        return new FrameKey(TestServer.ORIGIN, sequence, server.stored(sequence).headerCrc());
    }

    private static void drop(MessageHandler session, FrameKey... frames) throws IOException {
        session.message(MessageType.DROP, 0, DropMessage.encode(List.of(frames)));
    }

    @Test
    void droppedFramesAreGoneAndAnsweredAsArchived() throws IOException {
        Guest sender = new Guest();
        MessageHandler sending = server.session(Role.SENDER, sender);
        for (long sequence = 1; sequence <= 3; sequence++) {
            TestServer.bring(sending, TestServer.frame(sequence));
        }
        Guest exporter = new Guest();
        FrameKey elsewhere = new FrameKey(TestServer.ORIGIN, 9, 1);
        drop(server.session(Role.EXPORTER, exporter), key(1), key(3), elsewhere);
        assertEquals(List.of("end 2"), exporter.heard);
        assertNull(server.store.find(TestServer.ORIGIN, 1));
        assertNotNull(server.store.find(TestServer.ORIGIN, 2), "it was not in the list");
        assertNull(server.store.find(TestServer.ORIGIN, 3));
        assertEquals(1, server.store.frameCount());
        sender.heard.clear();
        TestServer.bring(sending, TestServer.frame(1));
        TestServer.bring(sending, TestServer.frame(2));
        sending.message(MessageType.ASK_HELD, 0, HeldMessage.question(TestServer.ORIGIN, new long[] {1, 2, 3, 9, 10}));
        assertEquals(
                List.of(
                        "ARCHIVED 1",
                        "HELD 2",
                        "1 is ARCHIVED",
                        "2 is DURABLY",
                        "3 is ARCHIVED",
                        "9 is ARCHIVED",
                        "10 is NO"),
                sender.heard);
    }

    @Test
    void aFrameOfTheSameIdAndOtherBytesStays() throws IOException {
        TestServer.bring(server.session(Role.SENDER, new Guest()), TestServer.frame(1));
        FrameKey here = key(1);
        Guest exporter = new Guest();
        drop(server.session(Role.EXPORTER, exporter), new FrameKey(TestServer.ORIGIN, 1, here.headerCrc() + 1));
        assertEquals(List.of("end 0"), exporter.heard);
        assertEquals(here, key(1));
    }

    @Test
    void whoeverElseWantsToDropIsToldOffAndCounted() throws IOException {
        TestServer.bring(server.session(Role.SENDER, new Guest()), TestServer.frame(1));
        FrameKey here = key(1);
        for (Role role : new Role[] {Role.SENDER, Role.PEER, Role.READER}) {
            Guest guest = new Guest();
            drop(server.session(role, guest), here);
            assertEquals(List.of("error: only an exporter may have frames deleted", "closed"), guest.heard);
            assertEquals(1, server.counters.forbiddenDrops(role));
            assertEquals(here, key(1));
        }
        assertEquals(0, server.counters.forbiddenDrops(Role.EXPORTER));
    }
}
