package evtools.simulation;

import evtools.cli.CapturedStdio;
import evtools.cli.HostPort;
import evtools.evrecv.ServerCore;
import evtools.evrecv.ServerReports;
import evtools.store.DirectoryStore;
import evtools.store.RuleBreaking;
import evtools.store.StoreLimits;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.RefusedException;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A machine with an evrecv: the real core and store between a simulated network and disk. */
final class SimulatedServer extends SimulatedHost {
    static final Path STORE = SimulatedDisk.BASE.resolve("store");

    private static final long TICK_NANOS = 50 * VirtualTime.MILLISECOND;
    /** Small leaves and few open files, so that a simulation meets their bounds. */
    private static final StoreLimits LIMITS = new StoreLimits(12 << 10, 3, 1_000_000, 0, 0);

    private final ServerAddress address;
    private CapturedStdio io = new CapturedStdio("evrecv");
    /** What it deletes. */
    final DeletionWatch watch = new DeletionWatch(this);

    private ServerReports reports = new ServerReports(io.stdio().diagnostics());
    private long retainNanos;
    private long observeAt;
    private @Nullable DirectoryStore store;
    private @Nullable ServerCore core;

    SimulatedServer(Simulation world, int number, String zone, SplittableRandom random) {
        super(world, "server" + number, number, random);
        this.address = new ServerAddress(new HostPort(name, SimulatedNetwork.PORT), zone, "");
        disk.listener(new SimulatedDisk.Listener() {
            @Override
            public void failed() {
                world.ledger.diskFailed(disk);
            }

            @Override
            public void deleted(Path path, SimulatedFile file) {
                if (path.startsWith(STORE) && path.toString().endsWith(".ev")) {
                    watch.fileDeleted(file);
                }
            }
        });
    }

    /** Buckets are kept that long; 0: for ever. */
    void retain(long nanos) {
        retainNanos = nanos;
    }

    /** What it promises, not what it does. */
    long retainNanos() {
        return retainNanos;
    }

    /** Whether its store is open. */
    boolean isOpen() {
        return store != null;
    }

    /** What it says has become of a frame that it has deleted or refuses; null: nothing. */
    DirectoryStore.@Nullable Appended endOf(TrackedFrame frame) {
        DirectoryStore open = store;
        return open == null ? null : open.tombstone(frame.origin, frame.sequence);
    }

    /** Whether it has a frame, as far as it knows itself. */
    boolean holds(TrackedFrame frame) {
        DirectoryStore open = store;
        return open != null && open.find(frame.origin, frame.sequence) != null;
    }

    /** How many frames it has. */
    int frameCount() {
        DirectoryStore open = store;
        return open == null ? 0 : open.frameCount();
    }

    @Override
    boolean startProcess() {
        io = new CapturedStdio("evrecv");
        reports = new ServerReports(io.stdio().diagnostics());
        try {
            if (!world.rules.keepsTombstones() && disk.exists(STORE.resolve(RuleBreaking.tombstoneFile()))) {
                disk.delete(STORE.resolve(RuleBreaking.tombstoneFile()));
            }
            DirectoryStore opened = DirectoryStore.open(
                    world.rules.disk(disk),
                    List.of(STORE),
                    Simulation.ENVIRONMENT,
                    Simulation.WIDTH_SECONDS,
                    LIMITS,
                    random.split(),
                    reports);
            List<ServerAddress> peers = world.members.addresses();
            ServerCore made = new ServerCore(
                    opened,
                    peers,
                    world.rules.retainNanos(retainNanos),
                    world.scenario.healing(),
                    world.network.of(this),
                    clock,
                    random.split(),
                    reports);
            made.setZone(address.zone());
            if (!world.rules.syncsBeforeAnswer()) {
                evtools.evrecv.RuleBreaking.answerWithoutSync(made);
            }
            store = opened;
            core = made;
            made.start();
        } catch (IOException e) {
            world.trace.note(name, "store can't be opened");
            return false;
        }
        observe();
        after(TICK_NANOS, this::tick);
        return true;
    }

    @Override
    void forgetProcess() {
        store = null;
        core = null;
    }

    ServerAddress address() {
        return address;
    }

    @Override
    Members.Listener listener() {
        return new Members.Listener() {
            @Override
            public void joined(ServerAddress server) {
                ServerCore running = core;
                if (running != null) {
                    running.addPeer(server, server.at().toString());
                }
            }

            @Override
            public void left(ServerAddress server) {
                ServerCore running = core;
                if (running != null) {
                    running.removePeer(server);
                }
            }
        };
    }

    private void tick() {
        ServerCore running = core;
        DirectoryStore open = store;
        if (running != null && open != null) {
            if (world.plan.deletes() ? watchedTick(running, open) : running.tick()) {
                after(TICK_NANOS, this::tick);
            } else {
                terminate();
            }
        }
    }

    /** A tick, with an eye on what it deletes. */
    private boolean watchedTick(ServerCore running, DirectoryStore open) {
        watch.tick();
        int held = open.frameCount();
        long rotten = open.rottenCount();
        long counted = evtools.evrecv.RuleBreaking.deletedCount(reports);
        RuleBreaking.ignoreTombstones(open, world.rules.ignoresTombstones(Role.PEER, world.onlyHealing()));
        boolean works = running.tick();
        RuleBreaking.ignoreTombstones(open, false);
        int gone = held - open.frameCount() - (int) (open.rottenCount() - rotten);
        WatchedSession.requireCounted(gone, evtools.evrecv.RuleBreaking.deletedCount(reports) - counted);
        if (gone > 0 || world.time.now() >= observeAt) {
            observe();
        }
        return works;
    }

    private void observe() {
        DirectoryStore open = store;
        if (open != null && world.plan.deletes()) {
            observeAt = world.time.now() + VirtualTime.SECOND;
            watch.observe(open);
        }
    }

    /** SIGTERM, or the end of a server whose disks don't work any more. */
    void terminate() {
        ServerCore running = core;
        DirectoryStore open = store;
        if (running != null && open != null) {
            world.trace.note(name, "terminates");
            running.drain();
            after(100 * VirtualTime.MILLISECOND, () -> {
                running.close();
                try {
                    open.close();
                } catch (IOException e) {
                    world.trace.note(name, "store can't be closed");
                }
                ended();
            });
        }
    }

    /** Its disk is replaced by an empty one. */
    void wipe() {
        world.trace.note(name, "wiped");
        kill();
        world.ledger.before(this);
        disk.wipe();
        watch.wiped();
        world.ledger.after(disk);
    }

    @Override
    void loseUnsynced() {
        world.ledger.before(this);
        disk.losePower();
        world.ledger.after(disk);
    }

    /** A byte of a stored frame changes. */
    void rot(SplittableRandom chance) {
        List<SimulatedFile> files = new ArrayList<>();
        leaves(disk.base(), files);
        if (!files.isEmpty()) {
            SimulatedFile file = files.get(chance.nextInt(files.size()));
            world.trace.note(name, "a byte rots");
            world.ledger.before(this);
            file.rot(chance.nextInt(file.durable().length));
            world.ledger.afterRot(disk);
        }
    }

    private static void leaves(SimulatedDirectory directory, List<SimulatedFile> found) {
        directory.names.forEach((name, entry) -> {
            if (entry instanceof SimulatedDirectory below) {
                leaves(below, found);
            } else if (entry instanceof SimulatedFile file && name.endsWith(".ev") && file.durable().length > 0) {
                found.add(file);
            }
        });
    }

    /** A client connects; returns its end. */
    SimulatedConnection accept(SimulatedHost client, long clientQueue) {
        SimulatedConnection theirs =
                SimulatedConnection.connect(world, client, clientQueue, this, ServerCore.MAX_QUEUED_BYTES);
        SimulatedConnection ours = theirs.other();
        ours.onHello(hello -> greet(ours, hello));
        return theirs;
    }

    private void greet(SimulatedConnection connection, Hello hello) {
        ServerCore running = core;
        if (running == null) {
            return;
        }
        RefusedException refusal = running.refusal(hello, false);
        if (refusal != null) {
            connection.sendHello(running.refused(refusal));
            connection.close("refused");
            return;
        }
        connection.sendHello(running.welcome());
        MessageHandler session = running.session(hello, connection);
        DirectoryStore open = store;
        connection.serve(
                open == null || !world.plan.deletes()
                        ? session
                        : new WatchedSession(session, hello.role(), this, open, reports));
        connection.whenEnded(why -> running.gone(connection));
    }

    @Override
    String lastWords() {
        return io.errText();
    }
}
