package evtools.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sender and placers together, under many seeds. */
class ReplicationTest {
    private static final int FRAMES = 40;

    @Test
    void keepsItsPromisesUnderAnySequenceOfEvents() {
        for (long seed = 1; seed <= 400; seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void run(long seed) {
        SplittableRandom chance = new SplittableRandom(seed * 31);
        SimulatedCluster cluster = new SimulatedCluster(seed, 3 + chance.nextInt(4));
        cluster.lossPercent = chance.nextInt(10);
        cluster.repeatPercent = chance.nextInt(20);
        cluster.start();
        int made = 0;
        for (int step = 0; step < 3_000; step++) {
            switch (chance.nextInt(40)) {
                case 0 -> crashOrRestart(cluster, chance);
                case 1 -> cluster.disconnect(SimulatedCluster.SENDER, chance.nextInt(cluster.servers.length));
                case 2, 3 -> cluster.reconnect(chance.nextInt(cluster.servers.length));
                case 4 -> {
                    SimulatedCluster.Server server = cluster.servers[chance.nextInt(cluster.servers.length)];
                    server.full = !server.full && chance.nextInt(3) == 0;
                }
                case 5, 6, 7, 8, 9 -> cluster.tick();
                case 11 -> {
                    if (chance.nextInt(4) == 0) {
                        cluster.unlist(chance.nextInt(cluster.servers.length));
                    } else {
                        cluster.listAgain();
                    }
                }
                case 10 -> {
                    if (made < FRAMES) {
                        made++;
                        int copies = 1 + chance.nextInt(3);
                        cluster.newFrame(made, copies, 1 + chance.nextInt(copies));
                    }
                }
                default -> cluster.deliverOne();
            }
        }
        settle(cluster);
        assertEquals(made, cluster.acknowledged.size(), "all frames are acknowledged once the trouble is over");
        assertEquals(made, cluster.forgotten.size(), "all frames are forgotten once the trouble is over");
        assertEquals(0, cluster.sender.frameCount());
        assertEquals(0, cluster.sender.unacknowledgedCount());
    }

    private static void crashOrRestart(SimulatedCluster cluster, SplittableRandom chance) {
        SimulatedCluster.Server server = cluster.servers[chance.nextInt(cluster.servers.length)];
        if (server.up) {
            server.crash();
        } else {
            server.restart();
        }
    }

    /** Everything works again; time goes on until nothing is left to do. */
    private static void settle(SimulatedCluster cluster) {
        cluster.lossPercent = 0;
        for (int i = 0; i < cluster.servers.length; i++) {
            cluster.listAgain();
        }
        for (SimulatedCluster.Server server : cluster.servers) {
            server.full = false;
            if (!server.up) {
                server.restart();
            }
            cluster.reconnect(server.number);
        }
        cluster.sender.onFinish(cluster.now);
        for (int i = 0; i < 20_000 && cluster.sender.frameCount() > 0; i++) {
            cluster.tick();
            for (int j = 0; j < 200 && !cluster.network.isEmpty(); j++) {
                cluster.deliverOne();
            }
        }
    }

    @Test
    void aLoneServerStoresAndTheSenderWaits() {
        for (long seed = 0; seed < 100; seed++) {
            aLoneServerStoresAndTheSenderWaits(seed);
        }
    }

    private static void aLoneServerStoresAndTheSenderWaits(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, 3);
        cluster.start();
        cluster.servers[1].crash();
        cluster.servers[2].crash();
        for (long sequence = 1; sequence <= 100; sequence++) {
            cluster.newFrame(sequence, 3, 2);
        }
        for (int i = 0; i < 1_000; i++) {
            cluster.tick();
            while (!cluster.network.isEmpty()) {
                cluster.deliverOne();
            }
        }
        assertEquals(100, cluster.servers[0].store.size(), "the lone server takes everything");
        assertEquals(100, cluster.sender.unacknowledgedCount(), "one holder is not two");
        cluster.servers[1].restart();
        for (int i = 0; i < 1_000 && cluster.sender.unacknowledgedCount() > 0; i++) {
            cluster.tick();
            while (!cluster.network.isEmpty()) {
                cluster.deliverOne();
            }
        }
        assertEquals(0, cluster.sender.unacknowledgedCount(), "a second server is enough for two acks, seed " + seed);
        assertTrue(cluster.forgotten.isEmpty(), "but not for three copies");
    }

    @Test
    void oneServerUnderTwoAddressesIsOneHolder() {
        HolderSet holders = new HolderSet();
        assertTrue(holders.add(9, false));
        assertFalse(holders.add(9, false));
        assertEquals(1, holders.size());
        assertTrue(holders.add(9, true), "becoming durable is news");
        assertFalse(holders.add(9, false), "durable stays durable");
        assertTrue(holders.containsDurable(9));
        assertTrue(holders.add(8, true));
        assertTrue(holders.add(7, false));
        assertTrue(holders.remove(9));
        assertFalse(holders.contains(9));
        assertEquals(2, holders.size());
        assertEquals(1, holders.durableCount());
        assertTrue(holders.containsDurable(8));
        assertFalse(holders.containsDurable(7));
    }
}
