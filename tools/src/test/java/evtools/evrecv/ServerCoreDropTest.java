package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import evtools.format.frame.FrameWriter;
import evtools.replication.FrameKey;
import evtools.store.DirectoryStore;
import evtools.store.StoreLimits;
import evtools.store.StoredFrame;
import evtools.store.SystemDisk;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.DropMessage;
import evtools.transport.HeldMessage;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import evtools.transport.RangeMessage;
import evtools.transport.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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

/** Who archives may have frames deleted, for good; nobody else may. */
class ServerCoreDropTest {
    private static final int WIDTH = 1024;
    private static final long ORIGIN = 7;

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
                switch (type) {
                    case MessageType.ANSWER -> {
                        AnswerMessage answer = AnswerMessage.decode(body);
                        heard.add(answer.status() + " " + answer.key().sequence());
                    }
                    case MessageType.HELD ->
                        HeldMessage.decode(body, ORIGIN, (sequence, held) -> heard.add(sequence + " is " + held));
                    case MessageType.END -> heard.add("end " + RangeMessage.endCount(body));
                    default -> heard.add("type " + type);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void put(OutgoingMessage message) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            message.writeBody(Channels.newChannel(body));
            message.done();
            send(message.type(), ByteBuffer.wrap(body.toByteArray()));
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
        DirectoryStore opened = DirectoryStore.open(
                new SystemDisk(),
                List.of(directory.resolve("store")),
                "default",
                WIDTH,
                StoreLimits.DEFAULT.withMinFree(0, 0),
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
        made.start();
        core = made;
    }

    @AfterEach
    void stop() throws IOException {
        core().close();
        store().close();
    }

    private ServerCore core() {
        ServerCore started = core;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private DirectoryStore store() {
        DirectoryStore opened = store;
        if (opened == null) {
            throw new IllegalStateException("not opened");
        }
        return opened;
    }

    private MessageHandler session(Role role, Guest guest) {
        Hello hello = Hello.of(role, WIDTH, EnvironmentTag.of("default"), ORIGIN, "default");
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
                .id(ORIGIN, sequence)
                .builtPoint(point)
                .events(1, point, point);
        ByteArrayBuilder bytes = new ByteArrayBuilder(256);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), bytes);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** As a connection does it. */
    private static void bring(MessageHandler session, long sequence) throws IOException {
        ByteBuffer frame = frame(sequence);
        ByteBuffer room = session.roomForFrame(0, frame.remaining());
        if (room == null) {
            throw new AssertionError("no room");
        }
        session.frame(0, room.clear().put(frame).flip());
    }

    private FrameKey key(long sequence) {
        StoredFrame frame = store().find(ORIGIN, sequence);
        if (frame == null) {
            throw new AssertionError("frame " + sequence + " is not here");
        }
        return new FrameKey(ORIGIN, sequence, frame.headerCrc());
    }

    private static void drop(MessageHandler session, FrameKey... frames) throws IOException {
        session.message(MessageType.DROP, 0, DropMessage.encode(List.of(frames)));
    }

    @Test
    void droppedFramesAreGoneAndAnsweredAsArchived() throws IOException {
        Guest sender = new Guest();
        MessageHandler sending = session(Role.SENDER, sender);
        for (long sequence = 1; sequence <= 3; sequence++) {
            bring(sending, sequence);
        }
        Guest exporter = new Guest();
        FrameKey elsewhere = new FrameKey(ORIGIN, 9, 1);
        drop(session(Role.EXPORTER, exporter), key(1), key(3), elsewhere);
        assertEquals(List.of("end 2"), exporter.heard);
        assertNull(store().find(ORIGIN, 1));
        assertNotNull(store().find(ORIGIN, 2), "it was not in the list");
        assertNull(store().find(ORIGIN, 3));
        assertEquals(1, store().frameCount());
        sender.heard.clear();
        bring(sending, 1);
        bring(sending, 2);
        sending.message(MessageType.ASK_HELD, 0, HeldMessage.question(ORIGIN, new long[] {1, 2, 3, 9, 10}));
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
        bring(session(Role.SENDER, new Guest()), 1);
        FrameKey here = key(1);
        Guest exporter = new Guest();
        drop(session(Role.EXPORTER, exporter), new FrameKey(ORIGIN, 1, here.headerCrc() + 1));
        assertEquals(List.of("end 0"), exporter.heard);
        assertEquals(here, key(1));
    }

    @Test
    void nobodyElseMayDrop() throws IOException {
        Guest sender = new Guest();
        MessageHandler sending = session(Role.SENDER, sender);
        bring(sending, 1);
        FrameKey here = key(1);
        Guest reader = new Guest();
        MessageHandler reading = session(Role.READER, reader);
        assertThrows(IOException.class, () -> drop(reading, here));
        sender.heard.clear();
        // To a sender and a peer the message means nothing: it is passed over, as all of later versions are.
        drop(sending, here);
        Guest peer = new Guest();
        drop(session(Role.PEER, peer), here);
        assertEquals(List.of(), reader.heard);
        assertEquals(List.of(), sender.heard);
        assertEquals(List.of(), peer.heard);
        assertEquals(here, key(1));
    }
}
