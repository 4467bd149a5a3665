package evtools.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Peers come, go, lie in zones, are slow and say goodbye while a placer works. */
class PlacerMembershipTest {
    private static final long OWN = 1;

    private record Passed(int peer, long sequence) {}

    private static final class Recorder implements FramePlacer.Output {
        final List<Passed> forwarded = new ArrayList<>();
        final Set<Integer> busy = new HashSet<>();
        final Set<Long> gone = new HashSet<>();
        int mostHolders;

        @Override
        public FramePlacer.Forwarded forward(int peer, FrameKey key) {
            if (gone.contains(key.sequence())) {
                return FramePlacer.Forwarded.GONE;
            }
            if (busy.contains(peer)) {
                return FramePlacer.Forwarded.BUSY;
            }
            forwarded.add(new Passed(peer, key.sequence()));
            return FramePlacer.Forwarded.SENT;
        }

        @Override
        public void answer(long client, FrameKey key, AnswerStatus status, HolderSet holders) {
            mostHolders = Math.max(mostHolders, holders.size());
        }
    }

    private final Recorder out = new Recorder();
    private long now = 1;

    private FramePlacer placer(long seed, int maxBacklog) {
        return new FramePlacer(
                OWN,
                0,
                new SplittableRandom(seed),
                new FramePlacer.Limits(100, 30_000_000_000L, 5_000_000_000L, 250_000_000L, maxBacklog),
                out);
    }

    private int add(FramePlacer placer, String zone, long holder) {
        int peer = placer.addPeer(zone);
        placer.onPeerUp(peer, holder, now);
        return peer;
    }

    private static FrameKey key(long sequence) {
        return new FrameKey(77, sequence, (int) sequence);
    }

    private void frame(FramePlacer placer, long sequence, int copies) {
        placer.onFrame(9, key(sequence), AnswerStatus.HELD, copies, false, now);
    }

    private void answer(FramePlacer placer, int peer, long sequence, AnswerStatus status, long holder) {
        HolderSet holders = new HolderSet();
        if (status.holds()) {
            holders.add(holder, false);
        }
        placer.onPeerAnswer(peer, key(sequence), status, holders, now);
    }

    @Test
    void aRemovedPeerGetsNothingNewAndWhatItHadNotAnsweredGoesElsewhere() {
        FramePlacer placer = placer(1, 512);
        int first = add(placer, "", 100);
        for (long sequence = 1; sequence <= 10; sequence++) {
            frame(placer, sequence, 2);
        }
        answer(placer, first, 1, AnswerStatus.HELD, 100);
        int second = add(placer, "", 200);
        out.forwarded.clear();
        placer.removePeer(first, now);
        frame(placer, 11, 2);
        Set<Long> sequences = new HashSet<>();
        for (Passed forwarded : out.forwarded) {
            assertEquals(second, forwarded.peer);
            sequences.add(forwarded.sequence);
        }
        assertEquals(10, sequences.size(), "9 unanswered ones and the new one: " + sequences);
        assertFalse(sequences.contains(1L), "what the removed one holds is held");
        assertEquals(first, placer.addPeer(""), "its index is free");
    }

    @Test
    void oneServerUnderTwoAddressesIsSentAFrameOnce() {
        for (long seed = 0; seed < 50; seed++) {
            out.forwarded.clear();
            FramePlacer placer = placer(seed, 512);
            add(placer, "", 100);
            add(placer, "", 100);
            int other = add(placer, "", 200);
            frame(placer, 1, 3);
            assertEquals(2, out.forwarded.size());
            assertTrue(out.forwarded.contains(new Passed(other, 1)), "seed " + seed);
        }
    }

    @Test
    void copiesLieInDistinctZonesWhileThereAreEnough() {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            out.forwarded.clear();
            FramePlacer placer = placer(seed, 512);
            placer.setOwnZone("a");
            List<String> zones = new ArrayList<>();
            int count = 2 + chance.nextInt(6);
            for (int i = 0; i < count; i++) {
                zones.add(String.valueOf((char) ('a' + chance.nextInt(3))));
                add(placer, zones.get(i), 100 + i);
            }
            Set<String> there = new HashSet<>(zones);
            there.add("a");
            frame(placer, 1, 3);
            assertEquals(2, out.forwarded.size(), "seed " + seed + ": placed in any case");
            Set<String> used = new HashSet<>(Set.of("a"));
            for (Passed forwarded : out.forwarded) {
                used.add(zones.get(forwarded.peer));
            }
            assertEquals(Math.min(3, there.size()), used.size(), "seed " + seed + ", zones " + zones);
        }
    }

    @Test
    void aZoneThatIsDownIsMadeUpForByTheOthers() {
        for (long seed = 0; seed < 200; seed++) {
            out.forwarded.clear();
            FramePlacer placer = placer(seed, 512);
            placer.setOwnZone("a");
            int sameZone = add(placer, "a", 100);
            int b1 = add(placer, "b", 101);
            int b2 = add(placer, "b", 102);
            int c = add(placer, "c", 103);
            frame(placer, 1, 3);
            assertEquals(2, out.forwarded.size());
            assertTrue(out.forwarded.contains(new Passed(c, 1)));
            out.forwarded.clear();
            placer.onPeerDown(c, now);
            assertEquals(1, out.forwarded.size(), "what zone c had not answered goes elsewhere at once");
            out.forwarded.clear();
            frame(placer, 2, 3);
            assertEquals(2, out.forwarded.size());
            assertNotEquals(sameZone, out.forwarded.get(0).peer, "another zone first, seed " + seed);
            frame(placer, 3, 4);
            assertEquals(5, out.forwarded.size(), "all that are left, seed " + seed);
            assertTrue(out.forwarded
                    .subList(2, 5)
                    .containsAll(List.of(new Passed(sameZone, 3), new Passed(b1, 3), new Passed(b2, 3))));
        }
    }

    @Test
    void aLeavingPeerTakesNothingNewUntilItIsUpAnew() {
        FramePlacer placer = placer(5, 512);
        int peer = add(placer, "", 100);
        placer.onPeerLeaving(peer);
        frame(placer, 1, 2);
        assertEquals(List.of(), out.forwarded);
        placer.onPeerDown(peer, now);
        placer.onPeerUp(peer, 100, now);
        assertEquals(List.of(new Passed(peer, 1)), out.forwarded);
    }

    @Test
    void anOverloadedPeerIsLeftAloneForAMoment() {
        FramePlacer placer = placer(6, 512);
        int peer = add(placer, "", 100);
        frame(placer, 1, 2);
        answer(placer, peer, 1, AnswerStatus.OVERLOADED, 0);
        now += 200_000_000L;
        placer.onTick(now);
        assertEquals(1, out.forwarded.size());
        now += 60_000_000L;
        placer.onTick(now);
        assertEquals(2, out.forwarded.size(), "tried again after 250 ms");
        answer(placer, peer, 1, AnswerStatus.HELD, 100);
        assertEquals(2, out.mostHolders);
        assertEquals(0, placer.pendingCount());
    }

    @Test
    void slowPeersMakeItOverloadedAndMissingOnesDoNot() {
        FramePlacer placer = placer(7, 3);
        int peer = placer.addPeer("");
        for (long sequence = 1; sequence <= 5; sequence++) {
            frame(placer, sequence, 2);
        }
        assertFalse(placer.isOverloaded(), "nobody is there who could be too slow");
        out.busy.add(peer);
        placer.onPeerUp(peer, 100, now);
        assertTrue(placer.isOverloaded());
        placer.onTick(now);
        assertEquals(5, placer.backlog());
        out.busy.clear();
        placer.onTick(now);
        assertFalse(placer.isOverloaded());
        assertEquals(5, out.forwarded.size());
    }

    @Test
    void aFrameThatIsNotHereAnyMoreHoldsUpNoOther() {
        FramePlacer placer = placer(1, 5);
        int first = add(placer, "", 2);
        int second = add(placer, "", 3);
        out.busy.addAll(List.of(first, second));
        for (long sequence = 1; sequence <= 3; sequence++) {
            placer.onFrame(9, key(sequence), AnswerStatus.HELD, 3, false, now);
        }
        assertEquals(3, placer.backlog());
        out.busy.clear();
        out.gone.add(1L);
        placer.onTick(++now);
        assertEquals(
                List.of(2L, 2L, 3L, 3L),
                out.forwarded.stream().map(Passed::sequence).toList());
        assertEquals(2, placer.pendingCount());
        assertEquals(1, placer.givenUpCount());
        assertEquals(0, placer.backlog());
        out.gone.add(2L);
        add(placer, "", 4);
        placer.onPeerDown(first, ++now);
        assertEquals(3, out.forwarded.getLast().sequence(), "it goes to another one");
        assertEquals(1, placer.pendingCount());
        assertEquals(2, placer.givenUpCount());
    }
}
