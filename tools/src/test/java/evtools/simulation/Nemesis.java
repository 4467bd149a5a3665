package evtools.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Does harm, as a seed decides: some kinds of faults in a run, none of others, often or rarely, for a while. How much
 * disks lose is counted by the {@link Ledger}; what no class survives (all disks at once) is done to no run.
 */
final class Nemesis {
    /** A kind of fault. */
    enum Fault {
        KILL_SERVER,
        POWER_OFF_SERVER,
        POWER_OFF_ALL_SERVERS,
        TERMINATE_SERVER,
        WIPE_SERVER,
        PAUSE,
        CUT,
        BLOCK,
        ISOLATE,
        SLOW,
        FAIL_FORCE,
        FAIL_WRITES,
        FILL_DISK,
        ROT,
        SET_CLOCK,
        KILL_SENDER,
        POWER_OFF_SENDER,
        LOSE_SENDER,
        LEAVE,
        JOIN
    }

    /** As many as most classes have copies, less one. */
    private static final int LEAST_MEMBERS = 2;

    private final Simulation world;
    private final SplittableRandom random;
    private final Set<Fault> kinds = EnumSet.noneOf(Fault.class);
    private final long meanNanos;
    private int wipesLeft;
    private int sendersToLose;
    private boolean over;

    Nemesis(Simulation world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        for (Fault fault : Fault.values()) {
            if (random.nextInt(3) == 0) {
                kinds.add(fault);
            }
        }
        if (kinds.contains(Fault.LEAVE)) {
            // Else they would only become fewer.
            kinds.add(Fault.JOIN);
        }
        meanNanos = (200 + random.nextInt(4_000)) * VirtualTime.MILLISECOND;
        wipesLeft = random.nextInt(3);
        sendersToLose = random.nextInt(2);
    }

    Set<Fault> kinds() {
        return kinds;
    }

    void start() {
        if (!kinds.isEmpty()) {
            next();
        }
    }

    private void next() {
        long wait = (long) (-Math.log(1 - random.nextDouble()) * meanNanos);
        world.time.after(wait, () -> {
            if (!over) {
                List<Fault> all = new ArrayList<>(kinds);
                inflict(all.get(random.nextInt(all.size())));
                next();
            }
        });
    }

    private void inflict(Fault fault) {
        SimulatedServer server = world.servers.get(random.nextInt(world.servers.size()));
        SimulatedSender sender = world.senders.get(random.nextInt(world.senders.size()));
        switch (fault) {
            case KILL_SERVER -> {
                server.kill();
                later(server::start);
            }
            case POWER_OFF_SERVER -> powerOff(server);
            case POWER_OFF_ALL_SERVERS -> world.servers.forEach(this::powerOff);
            case TERMINATE_SERVER -> server.terminate();
            case WIPE_SERVER -> {
                if (wipesLeft-- > 0) {
                    server.wipe();
                    later(server::start);
                }
            }
            case PAUSE -> anyHost().pause(random.nextLong(3 * VirtualTime.SECOND));
            case CUT -> {
                List<SimulatedConnection> open = world.network.connections();
                if (!open.isEmpty()) {
                    world.network.cut(open.get(random.nextInt(open.size())));
                }
            }
            case BLOCK -> block(anyHost(), anyHost());
            case ISOLATE -> {
                SimulatedHost alone = anyHost();
                for (SimulatedHost other : world.hosts) {
                    block(alone, other);
                    block(other, alone);
                }
            }
            case SLOW -> {
                SimulatedHost from = anyHost();
                for (SimulatedHost to : world.hosts) {
                    world.network.slow(from, to, 1 + random.nextLong(400 * VirtualTime.MILLISECOND));
                    later(() -> world.network.usualSpeed(from, to));
                }
            }
            case FAIL_FORCE -> anyHost().disk.failNextForce();
            case FAIL_WRITES -> {
                SimulatedDisk disk = anyHost().disk;
                disk.failWrites();
                later(disk::repair);
            }
            case FILL_DISK -> {
                SimulatedDisk disk = anyHost().disk;
                disk.leaveRoom(random.nextInt(8 << 10));
                later(disk::repair);
            }
            case ROT -> server.rot(random);
            case SET_CLOCK -> anyHost().clock.jumpTo(random.nextLong(-7_200, 7_200) * VirtualTime.SECOND);
            case KILL_SENDER -> {
                sender.kill();
                later(sender::start);
            }
            case POWER_OFF_SENDER -> powerOff(sender);
            case LEAVE -> {
                if (world.members.count() > LEAST_MEMBERS) {
                    world.members.leave(server);
                }
            }
            case JOIN -> world.members.join(server);
            case LOSE_SENDER -> {
                if (sendersToLose-- > 0) {
                    sender.lose();
                }
            }
        }
    }

    private void powerOff(SimulatedHost host) {
        host.powerOff();
        later(host::start);
    }

    private SimulatedHost anyHost() {
        return world.hosts.get(random.nextInt(world.hosts.size()));
    }

    private void block(SimulatedHost from, SimulatedHost to) {
        if (!from.equals(to)) {
            world.network.block(from, to);
            later(() -> world.network.unblock(from, to));
        }
    }

    /** Up to some seconds later. */
    private void later(Runnable repair) {
        world.time.after(random.nextLong(8 * VirtualTime.SECOND), repair);
    }

    /** Does no more harm, and makes good what can be. */
    void end() {
        over = true;
        world.servers.forEach(world.members::join);
        for (SimulatedHost host : world.hosts) {
            host.disk.repair();
            host.clock.jumpTo(0);
            for (SimulatedHost other : world.hosts) {
                world.network.unblock(host, other);
                world.network.usualSpeed(host, other);
            }
            host.start();
        }
    }
}
