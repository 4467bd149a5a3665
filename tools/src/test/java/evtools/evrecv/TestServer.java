package evtools.evrecv;

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
import evtools.store.DirectoryStore;
import evtools.store.StoreLimits;
import evtools.store.StoredFrame;
import evtools.store.SystemDisk;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.Network;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A server on a real disk whose guests are objects and whose time stands still. */
final class TestServer implements AutoCloseable {
    static final int WIDTH = 1024;
    static final long ORIGIN = 7;

    private static final long EPOCH_SECONDS = 1_800_000_000L;

    private static final WallClock CLOCK = new WallClock() {
        @Override
        public long epochNanos() {
            return EPOCH_SECONDS * 1_000_000_000L;
        }

        @Override
        public long monotonicNanos() {
            return 1;
        }
    };

    final DirectoryStore store;
    final ServerCore core;
    final ServerCounters counters;

    /** @param directory of its store; {@code start} it then */
    TestServer(Path directory) throws IOException {
        this(directory, List.of(), (address, hello, maxQueuedBytes, listener) -> {
            throw new AssertionError("there are no peers: " + address);
        });
    }

    /** @param network leads to the peers */
    TestServer(Path directory, List<ServerAddress> peers, Network network) throws IOException {
        ServerReports reports = new ServerReports(Stdio.ofProcess("evrecv").diagnostics());
        counters = reports.counters();
        store = DirectoryStore.open(
                new SystemDisk(),
                List.of(directory),
                "default",
                WIDTH,
                StoreLimits.DEFAULT.withMinFree(0, 0),
                new SplittableRandom(1),
                reports);
        core = new ServerCore(
                store, peers, 0, HealingOptions.DEFAULT, network, CLOCK, new SplittableRandom(2), reports);
    }

    static Hello hello(Role role) {
        return Hello.of(role, WIDTH, EnvironmentTag.of("default"), ORIGIN, "default");
    }

    /** A guest of this role is let in; what it says goes to the result. */
    MessageHandler session(Role role, Guest guest) {
        Hello hello = hello(role);
        assertNull(core.refusal(hello, false));
        return core.session(hello, guest);
    }

    /** A frame of one line for one server. */
    static ByteBuffer frame(long sequence) {
        return frame(sequence, 1);
    }

    /** A frame of one line. */
    static ByteBuffer frame(long sequence, int copies) {
        return frame(sequence, copies, 0);
    }

    /** A frame of one line, so many buckets later. */
    static ByteBuffer frame(long sequence, int copies, int bucketsLater) {
        ByteArrayBuilder payload = new ByteArrayBuilder(256);
        byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
        long point = Point.fromEpochSeconds(EPOCH_SECONDS + (long) bucketsLater * WIDTH);
        new EventBuilder().begin(point).text(line, 0, line.length).finish(payload);
        FrameHeader header = new FrameHeader()
                .codec(FrameCodec.NONE)
                .flags(FrameFlags.SORTED)
                .durability(copies, 1, false)
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

    /** Brings a frame as a connection does it. */
    static void bring(MessageHandler session, ByteBuffer frame) throws IOException {
        ByteBuffer room = session.roomForFrame(0, frame.remaining());
        if (room == null) {
            session.skipped(0, frame.slice(0, FrameLimits.HEADER_BYTES), frame.remaining());
        } else {
            session.frame(0, room.clear().put(frame.duplicate()).flip());
        }
    }

    /** A frame that is there. */
    StoredFrame stored(long sequence) {
        StoredFrame frame = store.find(ORIGIN, sequence);
        if (frame == null) {
            throw new AssertionError("frame " + sequence + " is not here");
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        core.close();
        store.close();
    }
}
