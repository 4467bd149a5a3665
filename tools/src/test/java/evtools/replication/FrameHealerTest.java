package evtools.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameHealerTest {
    private static final long SECOND = HealingCluster.SECOND;
    private static final int FRAMES = 200;
    private static final HealerLimits LIMITS = HealerLimits.of(10_000_000, 20 * SECOND);

    /** A cluster in which every frame has its copies, on random servers. */
    private static HealingCluster whole(long seed, int size, int copies, HealerLimits limits) {
        HealingCluster cluster = new HealingCluster(seed, size, copies, limits);
        for (HealingCluster.Server server : cluster.servers) {
            server.start();
        }
        List<HealingCluster.Server> choice = new ArrayList<>(cluster.servers);
        Random random = new Random(seed);
        for (long sequence = 1; sequence <= FRAMES; sequence++) {
            Collections.shuffle(choice, random);
            for (int i = 0; i < Math.min(size, copies); i++) {
                choice.get(i).put(HealingCluster.bucketOf(sequence), sequence);
            }
        }
        return cluster;
    }

    private static void assertCopies(HealingCluster cluster, int least, String when) {
        for (long sequence = 1; sequence <= FRAMES; sequence++) {
            int holders = cluster.holders(sequence);
            assertTrue(holders >= least, when + ": frame " + sequence + " has " + holders + " holders");
        }
    }

    /** The numbers are those of docs/vectors/protocol/digests.txt, computed by another program. */
    @Test
    void digestsAreFoldedAsSpecified() {
        DigestTree tree = new DigestTree();
        long first =
                FrameDigest.of(0x1122334455667788L, 1, 0xdeadbeef) + FrameDigest.of(0x1122334455667788L, 2, 0xc0ffee);
        long second = FrameDigest.of(0xffeeddccbbaa9988L, 7, 0x01020304);
        assertEquals(0x29a6ac1df9f185bcL, first);
        assertEquals(0xe95f9396677ad22cL, second);
        tree.put(1_757_812, 5, 1);
        tree.put(1_757_813, second, 1);
        tree.put(1_757_812, first, 1);
        assertEquals(0x19baa4a80d0750ceL, tree.say(1, 27_465).digest());
        tree.remove(1_757_812);
        tree.remove(1_757_813);
        assertEquals(0, tree.say(BucketDigests.ROOT_LEVEL, 0).digest());
    }

    @Test
    void aWholeClusterSendsNothingAndAsksNextToNothing() {
        for (int size : new int[] {3, 5}) {
            HealingCluster cluster = whole(size, size, 3, LIMITS);
            cluster.run(60 * SECOND);
            assertEquals(0, cluster.sentFrames);
            long questions = cluster.questions;
            long lists = cluster.lists;
            cluster.run(600 * SECOND);
            assertEquals(lists, cluster.lists, "no lists of frames while nothing changes");
            long asked = cluster.questions - questions;
            assertTrue(asked <= 600L * 2 * size, asked + " questions in 10 minutes");
        }
    }

    @Test
    void aWipedServerFillsUp() {
        for (int size = 3; size <= 6; size++) {
            HealingCluster cluster = whole(size, size, 3, LIMITS);
            cluster.run(30 * SECOND);
            HealingCluster.Server wiped = cluster.servers.getFirst();
            wiped.kill();
            cluster.run(SECOND);
            wiped.wipe();
            wiped.start();
            cluster.run(120 * SECOND);
            assertCopies(cluster, 3, size + " servers");
            assertTrue(cluster.sentInVain * 5 <= cluster.sentFrames, cluster.sentInVain + " of " + cluster.sentFrames);
        }
    }

    @Test
    void aServerThatIsGoneForGoodIsMadeUpForAndItsReturnIsQuiet() {
        for (int size = 4; size <= 6; size++) {
            HealingCluster cluster = whole(size, size, 3, LIMITS);
            cluster.run(30 * SECOND);
            HealingCluster.Server gone = cluster.servers.get(1);
            gone.kill();
            cluster.run(15 * SECOND);
            assertEquals(0, cluster.sentFrames, "it counts as a holder for a while");
            cluster.run(120 * SECOND);
            assertCopies(cluster, 3, size + " servers");
            long sent = cluster.sentFrames;
            gone.start();
            cluster.run(120 * SECOND);
            assertEquals(sent, cluster.sentFrames, "nothing is sent when it returns");
            for (HealingCluster.Server server : cluster.servers) {
                assertEquals(0, server.healer.backlogFrames());
            }
        }
    }

    @Test
    void aRestartIsNoReasonToSendAnything() {
        HealingCluster cluster = whole(9, 4, 3, LIMITS);
        cluster.run(30 * SECOND);
        for (HealingCluster.Server server : cluster.servers) {
            server.kill();
            cluster.run(3 * SECOND);
            server.start();
            cluster.run(30 * SECOND);
        }
        assertEquals(0, cluster.sentFrames);
    }

    @Test
    void aFrameOfABucketThatClosedWhileAServerWasAwayIsCopiedWhenItReturns() {
        HealingCluster cluster = whole(3, 3, 3, LIMITS);
        cluster.run(10 * SECOND);
        HealingCluster.Server away = cluster.servers.get(2);
        away.kill();
        cluster.servers.get(0).put(HealingCluster.bucketOf(1_000), 1_000);
        cluster.servers.get(1).put(HealingCluster.bucketOf(1_000), 1_000);
        cluster.run(12 * SECOND);
        away.start();
        cluster.run(40 * SECOND);
        assertEquals(3, cluster.holders(1_000));
    }

    @Test
    void aRottenFrameIsReplaced() {
        HealingCluster cluster = whole(4, 3, 3, LIMITS);
        cluster.run(20 * SECOND);
        cluster.servers.get(1).lose(17);
        cluster.run(30 * SECOND);
        assertEquals(3, cluster.holders(17));
        assertEquals(1, cluster.sentFrames, "and nothing else is sent");
    }

    @Test
    void oneHolderActsAndTheOthersOnlyWhenItDoesNot() {
        HealingCluster cluster = whole(5, 5, 3, LIMITS);
        cluster.run(20 * SECOND);
        HealingCluster.Server wiped = cluster.servers.get(3);
        wiped.kill();
        wiped.wipe();
        wiped.start();
        cluster.run(200 * SECOND);
        assertCopies(cluster, 3, "after repair");
        assertTrue(cluster.sentInVain * 10 <= cluster.sentFrames, cluster.sentInVain + " of " + cluster.sentFrames);
    }

    @Test
    void aFullServerIsLeftAloneAndOthersTakeTheFrames() {
        HealingCluster cluster = whole(6, 5, 3, LIMITS);
        cluster.run(20 * SECOND);
        cluster.servers.get(4).full = true;
        cluster.servers.get(0).kill();
        cluster.run(400 * SECOND);
        assertCopies(cluster, 3, "with a full server");
    }

    @Test
    void whatWasArchivedOrHasExpiredDoesNotComeBack() {
        HealingCluster cluster = whole(7, 3, 3, LIMITS);
        cluster.run(20 * SECOND);
        for (long sequence = 1; sequence < 40; sequence++) {
            cluster.servers.get(0).lose(sequence);
            (sequence < 20 ? cluster.servers.get(0).archived : cluster.servers.get(0).expired).add(sequence);
        }
        cluster.run(200 * SECOND);
        assertEquals(0, cluster.sentFrames);
        assertEquals(0, cluster.servers.get(1).healer.backlogFrames());
    }

    @Test
    void theRateIsBoundedAndZeroIsOff() {
        HealingCluster cluster = whole(8, 3, 3, HealerLimits.of(10_000, 20 * SECOND));
        cluster.run(30 * SECOND);
        HealingCluster.Server wiped = cluster.servers.get(0);
        wiped.kill();
        wiped.wipe();
        wiped.start();
        cluster.run(10 * SECOND);
        long bound = 2 * (10 * 10_000 / HealingCluster.FRAME_BYTES + 5);
        assertTrue(cluster.sentFrames > 10 && cluster.sentFrames <= bound, cluster.sentFrames + " frames in 10 s");
        HealingCluster off = whole(8, 3, 3, HealerLimits.of(0, 20 * SECOND));
        off.servers.get(0).lose(5);
        off.run(100 * SECOND);
        assertEquals(0, off.sentFrames + off.questions + off.lists);
    }

    @Test
    void copiesGoToAZoneWithoutOneFirst() {
        HealingCluster cluster = new HealingCluster(1, 4, 2, LIMITS);
        String[] zones = {"a", "a", "b", "a"};
        for (int i = 0; i < zones.length; i++) {
            cluster.servers.get(i).zone = zones[i];
        }
        for (HealingCluster.Server server : cluster.servers) {
            server.start();
        }
        for (long sequence = 1; sequence <= 50; sequence++) {
            cluster.servers.get(0).put(HealingCluster.bucketOf(sequence), sequence);
        }
        cluster.run(60 * SECOND);
        for (long sequence = 1; sequence <= 50; sequence++) {
            assertTrue(cluster.servers.get(2).holds(sequence), "frame " + sequence + " is in the other zone");
            assertEquals(2, cluster.holders(sequence));
        }
    }

    /** Kills, wipes, rot and returns at random; when that ends, everything that anybody still has is whole again. */
    @Test
    void anySequenceOfLossesIsHealed() {
        for (long seed = 1; seed <= 150; seed++) {
            try {
                lose(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void lose(long seed) {
        Random random = new Random(seed);
        int size = 3 + random.nextInt(4);
        HealingCluster cluster = whole(seed, size, 3, LIMITS);
        for (int i = 0; i < 12; i++) {
            cluster.run(random.nextInt(30) * SECOND / 3);
            HealingCluster.Server server = cluster.servers.get(random.nextInt(size));
            int what = random.nextInt(4);
            if (!server.up) {
                server.start();
            } else if (what == 0) {
                server.kill();
            } else if (what == 1 && cluster.servers.stream().allMatch(each -> each.up)) {
                server.kill();
                server.wipe();
                server.start();
            } else if (what == 2) {
                long sequence = 1L + random.nextInt(FRAMES);
                if (server.holds(sequence)) {
                    server.lose(sequence);
                }
            } else {
                server.full = !server.full;
            }
        }
        for (HealingCluster.Server server : cluster.servers) {
            server.full = false;
            if (!server.up) {
                server.start();
            }
        }
        cluster.run(400 * SECOND);
        for (long sequence = 1; sequence <= FRAMES; sequence++) {
            int holders = cluster.holders(sequence);
            assertTrue(holders == 0 || holders >= 3, "frame " + sequence + " has " + holders + " holders");
        }
        for (HealingCluster.Server server : cluster.servers) {
            assertEquals(0, server.healer.backlogFrames(), "backlog");
            assertTrue(server.healer.isQuiet(), "quiet");
        }
    }
}
