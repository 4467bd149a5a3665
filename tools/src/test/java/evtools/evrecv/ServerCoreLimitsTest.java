package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import evtools.cli.Stdio;
import evtools.cli.WallClock;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventBuilder;
import evtools.format.frame.EnvironmentTag;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameWriter;
import evtools.replication.AnswerStatus;
import evtools.store.DirectoryStore;
import evtools.store.StoreLimits;
import evtools.store.SystemDisk;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says when it is asked for more than it bears. */
class ServerCoreLimitsTest {
    private static final int WIDTH = 1024;

    /** Notes what the server says. */
    private static final class Guest implements Connection {
        final List<String> heard = new ArrayList<>();

        @Override
        public String remote() {
            return "192.0.2.1:1";
        }

        @Override
        public boolean offer(OutgoingMessage message) {
            return false;
        }

        @Override
        public void send(int type, ByteBuffer body) {
            try {
                heard.add(
                        switch (type) {
                            case MessageType.ANSWER -> answer(body);
                            case MessageType.ZONE -> "zone " + StandardCharsets.US_ASCII.decode(body);
                            case MessageType.LEAVING -> "leaving";
                            default -> "type " + type;
                        });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static String answer(ByteBuffer body) throws IOException {
            AnswerMessage answer = AnswerMessage.decode(body);
            return answer.status() + " " + answer.key().sequence();
        }

        @Override
        public void put(OutgoingMessage message) {
            throw new AssertionError("nothing is read here");
        }

        @Override
        public void awaitRoom(int millis) {}

        @Override
        public boolean closeIfSilent(long nowNanos, long limitNanos) {
            return false;
        }

        @Override
        public void drainAndClose() {
            heard.add("closed");
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public void close(String why) {}

        @Override
        public void close() {}
    }

    private static final WallClock CLOCK = new WallClock() {
        @Override
        public long epochNanos() {
            return 1_800_000_000_000_000_000L;
        }

        @Override
        public long monotonicNanos() {
            return 1;
        }
    };

    @TempDir
    private Path directory = Path.of("");

    private @Nullable DirectoryStore store;
    private @Nullable ServerCore core;

    @BeforeEach
    void start() throws IOException {
        ServerReports reports = new ServerReports(Stdio.ofProcess("evrecv").diagnostics());
        StoreLimits limits = StoreLimits.DEFAULT.withMinFree(0, 0);
        DirectoryStore opened = DirectoryStore.open(
                new SystemDisk(),
                List.of(directory.resolve("store")),
                "default",
                WIDTH,
                limits,
                new SplittableRandom(1),
                reports);
        store = opened;
        ServerCore made = new ServerCore(
                opened,
                List.of(),
                0,
                HealingOptions.DEFAULT,
                (address, hello, maxQueuedBytes, listener) -> {
                    throw new AssertionError("there are no peers: " + address);
                },
                CLOCK,
                new SplittableRandom(2),
                reports);
        made.setReceiveBytes(0);
        made.setZone("here");
        made.start();
        core = made;
    }

    @AfterEach
    void stop() throws IOException {
        core().close();
        DirectoryStore opened = store;
        if (opened != null) {
            opened.close();
        }
    }

    private ServerCore core() {
        ServerCore started = core;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private MessageHandler session(Role role, Guest guest) {
        Hello hello = Hello.of(role, WIDTH, EnvironmentTag.of("default"), 7, "default");
        assertNull(core().refusal(hello, false));
        return core().session(hello, guest);
    }

    private static ByteBuffer frame(long sequence) {
        ByteArrayBuilder payload = new ByteArrayBuilder(256);
        byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
        long point = Point.fromEpochSeconds(1_800_000_000L);
        new EventBuilder().begin(point).text(line, 0, line.length).finish(payload);
        FrameHeader header = new FrameHeader()
                .codec(FrameCodec.NONE)
                .flags(FrameFlags.SORTED)
                .durability(1, 1, false)
                .environmentTag(EnvironmentTag.of("default"))
                .bucket(WIDTH, Point.bucket(point, WIDTH))
                .id(7, sequence)
                .builtPoint(point)
                .events(1, point, point);
        ByteArrayBuilder bytes = new ByteArrayBuilder(256);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), bytes);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** As a connection does it. */
    private static void bring(MessageHandler session, ByteBuffer frame) throws IOException {
        ByteBuffer room = session.roomForFrame(0, frame.remaining());
        if (room == null) {
            session.skipped(0, frame.slice(0, FrameLimits.HEADER_BYTES), frame.remaining());
        } else {
            room.clear().put(frame.duplicate());
            session.frame(0, room.flip());
        }
    }

    @Test
    void memoryForAllGuestsIsBoundedAndWhoGetsNoneIsToldSo() throws IOException {
        Guest guest = new Guest();
        MessageHandler session = session(Role.SENDER, guest);
        bring(session, frame(1));
        List<Guest> hogs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            hogs.add(new Guest());
            assertNotNull(session(Role.SENDER, hogs.get(i)).roomForFrame(0, Connection.MAX_FRAME_BYTES));
        }
        bring(session, frame(2));
        // One of those with a large frame half sent goes away.
        core().gone(hogs.get(0));
        bring(session, frame(3));
        assertEquals(List.of("zone here", "HELD 1", "OVERLOADED 2", "HELD 3"), guest.heard);
        assertEquals(1, hogs.get(1).heard.size(), "nothing to say yet but the zone");
    }

    @Test
    void aServerThatLeavesSaysSoAndDeclinesFramesOfEverybody() throws IOException {
        Guest sender = new Guest();
        Guest peer = new Guest();
        Guest reader = new Guest();
        MessageHandler senderSession = session(Role.SENDER, sender);
        MessageHandler peerSession = session(Role.PEER, peer);
        session(Role.READER, reader);
        bring(senderSession, frame(1));
        core().leave();
        bring(senderSession, frame(2));
        bring(peerSession, frame(3));
        core().drain();
        assertEquals(List.of("zone here", "HELD 1", "leaving", "OVERLOADED 2", "closed"), sender.heard);
        assertEquals(List.of("zone here", "leaving", "OVERLOADED 3", "closed"), peer.heard);
        assertEquals(List.of("closed"), reader.heard);
        assertEquals(AnswerStatus.OVERLOADED, AnswerStatus.of(6));
    }

    @Test
    void otherServersAreLetInWhenItIsCrowdedAndOthersAreNot() {
        long tag = EnvironmentTag.of("default");
        for (Role role : new Role[] {Role.SENDER, Role.READER}) {
            assertNotNull(core().refusal(Hello.of(role, WIDTH, tag, 7, "default"), true));
        }
        assertNull(core().refusal(Hello.of(Role.PEER, WIDTH, tag, 7, "default"), true));
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
