package evtools.simulation;

import evtools.cli.CapturedStdio;
import evtools.cli.HostPort;
import evtools.evrecv.RuleBreaking;
import evtools.evrecv.ServerCore;
import evtools.evrecv.ServerReports;
import evtools.store.DirectoryStore;
import evtools.store.StoreLimits;
import evtools.transport.Hello;
import evtools.transport.RefusedException;
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
    private @Nullable DirectoryStore store;
    private @Nullable ServerCore core;

    SimulatedServer(Simulation world, int number, String zone, SplittableRandom random) {
        super(world, "server" + number, number, random);
        this.address = new ServerAddress(new HostPort(name, SimulatedNetwork.PORT), zone, "");
        disk.listener(() -> world.ledger.diskFailed(disk));
    }

    @Override
    boolean startProcess() {
        io = new CapturedStdio("evrecv");
        ServerReports reports = new ServerReports(io.stdio().diagnostics());
        try {
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
                    opened, peers, 0, world.scenario.healing(), world.network.of(this), clock, random.split(), reports);
            made.setZone(address.zone());
            if (!world.rules.syncsBeforeAnswer()) {
                RuleBreaking.answerWithoutSync(made);
            }
            store = opened;
            core = made;
            made.start();
        } catch (IOException e) {
            world.trace.note(name, "store can't be opened");
            return false;
        }
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
        if (running != null) {
            if (running.tick()) {
                after(TICK_NANOS, this::tick);
            } else {
                terminate();
            }
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
        world.ledger.before(disk);
        disk.wipe();
        world.ledger.after(disk);
    }

    /** A byte of a stored frame changes. */
    void rot(SplittableRandom chance) {
        List<SimulatedFile> files = new ArrayList<>();
        leaves(disk.base(), files);
        if (!files.isEmpty()) {
            SimulatedFile file = files.get(chance.nextInt(files.size()));
            world.trace.note(name, "a byte rots");
            world.ledger.before(disk);
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
        connection.serve(running.session(hello, connection));
        connection.whenEnded(why -> running.gone(connection));
    }

    @Override
    String lastWords() {
        return io.errText();
    }
}
