package evtools.simulation;

import evtools.pipe.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Runs in which servers are lost with their disks and nothing else is wrong: what of the acknowledged is gone? */
final class Losses {
    private static final int COPIES = 3;
    private static final int EVENTS = 200;
    private static final long PATIENCE_NANOS = 60 * VirtualTime.SECOND;
    /** Between one server's loss and the next one's. */
    private static final long ROLLING_NANOS = 60 * VirtualTime.SECOND;

    private static final long REPAIR_AFTER_NANOS = 2 * VirtualTime.SECOND;

    /**
     * What was lost of what was acknowledged before.
     *
     * @param acknowledged frames
     * @param lost of these
     * @param newestLost 1 if the frame is among them that was acknowledged just before
     */
    record Count(int acknowledged, int lost, int newestLost) {}

    private final Simulation world;
    private final SplittableRandom random;
    private final List<TrackedFrame> acknowledged = new ArrayList<>();

    private Losses(long seed, int servers, int acks, boolean heals) {
        world = new Simulation(
                seed,
                Rules.SHIPPED,
                new Scenario(
                        servers, 1, EVENTS, new Durability(COPIES, acks, false), heals, REPAIR_AFTER_NANOS, 0, true));
        random = new SplittableRandom(~seed);
    }

    /**
     * Some servers at once, and perhaps the sender with its spool, right after a frame was acknowledged.
     *
     * @param apart servers can't reach each other, so that the frame has no more holders than it has acks
     */
    static Count atOnce(long seed, int servers, int acks, int lost, boolean senderToo, boolean apart) {
        return new Losses(seed, servers, acks, false).runAtOnce(lost, senderToo, apart);
    }

    private Count runAtOnce(int lost, boolean senderToo, boolean apart) {
        for (SimulatedServer from : apart ? world.servers : List.<SimulatedServer>of()) {
            for (SimulatedServer to : world.servers) {
                world.network.block(from, to);
            }
        }
        int strikeAt = 5 + random.nextInt(15);
        world.ledger.whenAcknowledged(frame -> {
            if (acknowledged.size() < strikeAt) {
                acknowledged.add(frame);
                if (acknowledged.size() == strikeAt) {
                    world.time.after(0, () -> strike(lost, senderToo));
                }
            }
        });
        world.hosts.forEach(SimulatedHost::start);
        SimulatedSender sender = world.senders.getFirst();
        long until = world.time.now() + PATIENCE_NANOS;
        while (world.time.now() < until && !(acknowledged.size() == strikeAt && world.settled())) {
            world.time.runUntil(world.time.now() + VirtualTime.SECOND);
            sender.finish();
        }
        return count();
    }

    private void strike(int lost, boolean senderToo) {
        if (senderToo) {
            world.senders.getFirst().lose();
        }
        List<SimulatedServer> left = new ArrayList<>(world.servers);
        for (int i = 0; i < lost; i++) {
            SimulatedServer server = left.remove(random.nextInt(left.size()));
            server.wipe();
            world.time.after(3 * VirtualTime.SECOND, server::start);
        }
    }

    /** One server after the other, each replaced by an empty one, after the spool has forgotten everything. */
    static Count rolling(long seed, int servers, int lost, boolean heals) {
        return new Losses(seed, servers, 2, heals).runRolling(lost);
    }

    private Count runRolling(int lost) {
        world.ledger.whenAcknowledged(acknowledged::add);
        world.hosts.forEach(SimulatedHost::start);
        SimulatedSender sender = world.senders.getFirst();
        long until = world.time.now() + PATIENCE_NANOS;
        while (world.time.now() < until && !world.settled()) {
            world.time.runUntil(world.time.now() + VirtualTime.SECOND);
            sender.finish();
        }
        List<SimulatedServer> left = new ArrayList<>(world.servers);
        for (int i = 0; i < lost; i++) {
            world.time.runUntil(world.time.now() + ROLLING_NANOS);
            SimulatedServer server = left.remove(random.nextInt(left.size()));
            server.wipe();
            world.time.after(VirtualTime.SECOND, server::start);
        }
        world.time.runUntil(world.time.now() + ROLLING_NANOS);
        return count();
    }

    private Count count() {
        world.reader.start();
        Set<TrackedFrame> readable = world.reader.fetchAll();
        int lost = 0;
        for (TrackedFrame frame : acknowledged) {
            lost += readable.contains(frame) ? 0 : 1;
        }
        boolean newestLost = !acknowledged.isEmpty() && !readable.contains(acknowledged.getLast());
        return new Count(acknowledged.size(), lost, newestLost ? 1 : 0);
    }
}
