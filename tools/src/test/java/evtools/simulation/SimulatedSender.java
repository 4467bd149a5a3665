package evtools.simulation;

import evtools.cli.CapturedStdio;
import evtools.cli.UserError;
import evtools.evsend.Batch;
import evtools.evsend.BucketRule;
import evtools.evsend.FrameBuilder;
import evtools.evsend.Outbox;
import evtools.evsend.RuleBreaking;
import evtools.evsend.Shipper;
import evtools.evsend.SpoolKeeping;
import evtools.evsend.SpoolReports;
import evtools.evsend.WhenFull;
import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventView;
import evtools.format.frame.EnvironmentTag;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameWriter;
import evtools.pipe.Durability;
import evtools.store.DiskFile;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.Hello;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A machine with an evsend: the real batch, frame builder, spool, outbox and shipper. What is simulated of it is the
 * reading: it goes through a log, and commits how far it has come together with the frames.
 */
final class SimulatedSender extends SimulatedHost {
    private static final Path SPOOL = SimulatedDisk.BASE.resolve("spool");
    private static final Path STATE = SimulatedDisk.BASE.resolve("state");
    private static final Path NEW_STATE = SimulatedDisk.BASE.resolve("state.new");
    private static final long TICK_NANOS = 50 * VirtualTime.MILLISECOND;
    private static final long FORCE_NANOS = VirtualTime.SECOND;
    private static final int MAX_FRAME_BYTES = 64 << 10;
    private static final long AHEAD_TICKS = 48L * 3_600 * 100_000_000;

    final SourceLog source;
    private final WhenFull whenFull;
    private final long spoolBytes;
    private final SpoolKeeping keeping;
    private CapturedStdio io = new CapturedStdio("evsend");
    private @Nullable Spool spool;
    private @Nullable Shipper shipper;
    private @Nullable Batch batch;
    private int read;
    private boolean uncommitted;
    private boolean finished;
    private boolean lost;

    SimulatedSender(
            Simulation world,
            int number,
            SourceLog source,
            WhenFull whenFull,
            long spoolBytes,
            SplittableRandom random) {
        super(world, "sender" + number, number, random);
        this.source = source;
        this.whenFull = whenFull;
        this.spoolBytes = spoolBytes;
        long keepBytes = world.scenario.plainSpools() || random.nextBoolean() ? 0 : spoolBytes / 2;
        long maxAgeNanos = world.scenario.plainSpools() || random.nextInt(8) > 0
                ? 0
                : (5 + random.nextInt(60)) * VirtualTime.SECOND;
        this.keeping = new SpoolKeeping(keepBytes, maxAgeNanos, clock::epochNanos);
    }

    @Override
    boolean startProcess() {
        if (lost) {
            return false;
        }
        io = new CapturedStdio("evsend");
        try {
            Spool opened = Spool.open(
                    disk,
                    SPOOL,
                    Simulation.ENVIRONMENT,
                    Simulation.WIDTH_SECONDS,
                    random.split(),
                    new SpoolReports(io.stdio().diagnostics()));
            if (opened == null) {
                throw new Violation(name + ": its own spool is in use");
            }
            spool = opened;
            build(opened);
            recoverPosition(opened);
        } catch (IOException e) {
            world.trace.note(name, "spool can't be opened");
            return false;
        }
        after(TICK_NANOS, this::tick);
        after(FORCE_NANOS, this::force);
        after(random.nextLong(VirtualTime.SECOND), this::readSome);
        return true;
    }

    private void build(Spool opened) {
        long tag = EnvironmentTag.of(Simulation.ENVIRONMENT);
        Hello hello = Hello.of(Role.SENDER, Simulation.WIDTH_SECONDS, tag, opened.origin(), Simulation.ENVIRONMENT);
        List<ServerAddress> servers = world.members.addresses();
        SpoolWatcher watcher = new SpoolWatcher(this, opened.origin());
        Shipper made = RuleBreaking.shipper(
                world.rules.sender(),
                opened,
                keeping,
                servers,
                hello,
                world.network.of(this),
                clock::monotonicNanos,
                random.split(),
                watcher,
                io.stdio().diagnostics());
        Outbox outbox =
                new Outbox(opened, made, spoolBytes, whenFull, io.stdio().diagnostics());
        // Nobody can wait in a simulation: what would block ends the process instead, as if it were told to end then.
        outbox.stop();
        BucketRule rule = new BucketRule(Simulation.WIDTH_SECONDS, Point.fromEpochSeconds(631_152_000), AHEAD_TICKS);
        FrameBuilder builder = new FrameBuilder(rule, MAX_FRAME_BYTES, tag, opened.origin(), new FrameBuilder.Frames() {
            @Override
            public long takeSequence() throws IOException {
                return outbox.takeSequence();
            }

            @Override
            public void frame(FrameHeader header, ByteBuffer frame) throws IOException {
                byte[] bytes = new byte[frame.remaining()];
                frame.duplicate().get(bytes);
                watcher.made(header, bytes);
                outbox.frame(header, frame);
                watcher.countUnspooled();
            }
        });
        watcher.of(made);
        shipper = made;
        batch = new Batch(MAX_FRAME_BYTES, Durability.NORMAL, builder, clock::epochNanos);
        uncommitted = false;
        made.start();
        if (finished) {
            made.finish();
        }
    }

    @Override
    void forgetProcess() {
        spool = null;
        shipper = null;
        batch = null;
    }

    @Override
    Members.Listener listener() {
        return new Members.Listener() {
            @Override
            public void joined(ServerAddress server) {
                Shipper running = shipper;
                if (running != null) {
                    running.addServer(server, server.at().toString());
                }
            }

            @Override
            public void left(ServerAddress server) {
                Shipper running = shipper;
                if (running != null) {
                    running.removeServer(server);
                }
            }
        };
    }

    private void tick() {
        Shipper running = shipper;
        if (running != null) {
            running.tick();
            after(TICK_NANOS, this::tick);
        }
    }

    private void force() {
        Spool open = spool;
        if (open != null) {
            try {
                open.force();
                after(FORCE_NANOS, this::force);
            } catch (IOException e) {
                ended();
            }
        }
    }

    /** Reads on a little; commits now and then. */
    private void readSome() {
        Batch current = batch;
        Spool open = spool;
        if (current == null || open == null) {
            return;
        }
        try {
            boolean room = whenFull != WhenFull.BLOCK
                    || open.frameCount() == 0
                    || open.diskBytes() < spoolBytes - MAX_FRAME_BYTES;
            for (int i = random.nextInt(6); i > 0 && room && read < source.size(); i--) {
                SourceLog.Event next = source.event(read++);
                Durability durability = next.durability();
                current.from(new FrameHeader().durability(durability.copies(), durability.acks(), durability.fsync()));
                EventView event = new EventView();
                if (!event.tryWrap(next.bytes(), 0, next.bytes().length)) {
                    throw new Violation("an event that is none: " + event.problem());
                }
                current.add(event);
                uncommitted = true;
            }
            if (uncommitted && (random.nextInt(4) == 0 || read == source.size())) {
                commit(current, open);
            } else {
                readOnSoon();
            }
        } catch (IOException | UserError e) {
            world.trace.note(name, "can't write its spool");
            ended();
        }
    }

    /** As evsend does: frames, then the position, forced together; then the state file. It may die in between. */
    private void commit(Batch current, Spool open) throws IOException {
        int position = read;
        current.coverAll();
        current.cutAll();
        step(() -> {
            open.appendPositions(positionFrame(position));
            step(() -> {
                open.force();
                step(() -> {
                    writeState(position);
                    uncommitted = false;
                    world.trace.note(name, "committed", position);
                    readOnSoon();
                });
            });
        });
    }

    /** Something that can fail because of the disk. */
    private interface Step {
        void run() throws IOException;
    }

    private void step(Step next) {
        after(random.nextLong(20 * VirtualTime.MILLISECOND), () -> {
            try {
                next.run();
            } catch (IOException e) {
                world.trace.note(name, "can't write its spool");
                ended();
            }
        });
    }

    private void readOnSoon() {
        after(20 * VirtualTime.MILLISECOND + random.nextLong(250 * VirtualTime.MILLISECOND), this::readSome);
    }

    private static ByteBuffer positionFrame(int position) {
        byte[] payload = new byte[Integer.BYTES];
        BigEndian.putInt(payload, 0, position);
        ByteArrayBuilder frame = new ByteArrayBuilder(256);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameHeader header = new FrameHeader().kind(FrameKind.POSITIONS).codec(FrameCodec.NONE);
            FrameWriter.encode(header, codecs, payload, 0, payload.length, frame);
        }
        return ByteBuffer.wrap(frame.array(), 0, frame.length());
    }

    private void writeState(int position) throws IOException {
        try (DiskFile file = disk.create(NEW_STATE)) {
            file.truncate(0);
            file.write(ByteBuffer.allocate(Integer.BYTES).putInt(position).flip(), 0);
            file.force();
        }
        disk.replace(NEW_STATE, STATE);
        disk.forceDirectory(SimulatedDisk.BASE);
    }

    private void recoverPosition(Spool opened) throws IOException {
        byte[] frame = opened.lastPositions();
        if (frame != null) {
            writeState(BigEndian.getInt(frame, FrameLimits.HEADER_BYTES));
        }
        read = 0;
        if (disk.exists(STATE)) {
            try (DiskFile file = disk.open(STATE)) {
                ByteBuffer position = ByteBuffer.allocate(Integer.BYTES);
                file.read(position, 0);
                read = position.getInt(0);
            }
        }
    }

    /** No more input is waited for. */
    void finish() {
        finished = true;
        Shipper running = shipper;
        if (running != null) {
            running.finish();
        }
    }

    /** The machine burns down. */
    void lose() {
        world.trace.note(name, "lost with its spool");
        kill();
        lost = true;
        disk.wipe();
    }

    boolean isLost() {
        return lost;
    }

    /** Everything was read and is where it should be. */
    boolean isSettled() {
        Shipper running = shipper;
        return lost || (running != null && read == source.size() && !uncommitted && running.frameCount() == 0);
    }

    String state() {
        Shipper running = shipper;
        return name + ": read " + read + " of " + source.size()
                + (running == null
                        ? ", not running"
                        : ", " + running.frameCount() + " frames left, " + running.unacknowledgedCount()
                                + " of them not acknowledged, " + running.upCount() + " servers up");
    }

    /** Sequences of the frames it has. */
    Set<Long> spooled() {
        Set<Long> sequences = new HashSet<>();
        Spool open = spool;
        if (open != null) {
            for (SpoolFrame frame : open.frames()) {
                sequences.add(frame.sequence());
            }
        }
        return sequences;
    }

    @Override
    String lastWords() {
        return io.errText();
    }
}
