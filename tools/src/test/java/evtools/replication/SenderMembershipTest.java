package evtools.replication;

import static evtools.replication.SenderRecorder.holders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Servers come, go and lie in zones while a sender works. */
class SenderMembershipTest {
    private static final long SECOND = 1_000_000_000L;

    private final SenderRecorder out = new SenderRecorder();
    private long now = 1;

    private FrameSender sender(long seed) {
        return new FrameSender(0, new SplittableRandom(seed), SenderLimits.DEFAULT, out, now);
    }

    private int add(FrameSender sender, String zone, long holder) {
        int server = sender.addServer(zone);
        sender.onServerUp(server, holder, now);
        return server;
    }

    @Test
    void aRemovedServerGetsNothingNewAndWhatWasInFlightGoesElsewhere() {
        FrameSender sender = sender(1);
        int first = add(sender, "", 100);
        for (long sequence = 1; sequence <= 10; sequence++) {
            sender.onFrame(sequence, 1, 1, 1_000, now);
        }
        assertEquals(10, out.sent.size());
        int second = add(sender, "", 200);
        out.sent.clear();
        sender.removeServer(first, now);
        assertEquals(10, out.sent.size(), "all that was in flight is sent again");
        for (long sequence = 11; sequence <= 20; sequence++) {
            sender.onFrame(sequence, 1, 1, 1_000, now);
        }
        assertEquals(20, out.sent.size());
        for (SenderRecorder.Sent sent : out.sent) {
            assertEquals(second, sent.server());
        }
        assertEquals(1, sender.upCount());
    }

    @Test
    void aRemovedHolderCountsForWhatItHasOnDiskAndForNoMore() {
        FrameSender sender = sender(2);
        int gone = add(sender, "", 100);
        int stays = add(sender, "", 200);
        sender.onFrame(1, 2, 1, 1_000, now);
        sender.onFrame(2, 2, 1, 1_000, now);
        sender.onAnswer(out.sent.get(0).server(), 1, AnswerStatus.HELD, holders(true, 100), now);
        sender.onAnswer(out.sent.get(1).server(), 2, AnswerStatus.HELD, holders(false, 100), now);
        sender.removeServer(gone, now);
        sender.onHeld(stays, 1, FrameSender.Held.DURABLY, now);
        assertEquals(List.of(1L), out.forgotten, "what was on the removed one's disk counts");
        sender.onHeld(stays, 2, FrameSender.Held.DURABLY, now);
        assertEquals(List.of(1L), out.forgotten);
        out.sent.clear();
        int fresh = add(sender, "", 300);
        for (int i = 0; i < 400; i++) {
            now += SECOND / 10;
            sender.onTick(now);
        }
        assertTrue(
                out.sent.contains(new SenderRecorder.Sent(fresh, 2, true)),
                "what was not surely on its disk is brought to another: " + out.sent);
    }

    @Test
    void indexesAreUsedAgainAndThereIsRoomFor64() {
        FrameSender sender = sender(3);
        for (int i = 0; i < FrameSender.MAX_SERVERS; i++) {
            assertEquals(i, add(sender, "", 100 + i));
        }
        assertEquals(-1, sender.addServer(""));
        sender.removeServer(7, now);
        assertEquals(63, sender.upCount());
        assertEquals(7, sender.addServer(""));
        assertEquals(63, sender.upCount(), "a new server is down, whoever had its index before");
    }

    @Test
    void repairsGoToOtherZonesWhileThereAreAny() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            out.sent.clear();
            now = 1;
            FrameSender sender = sender(seed);
            int servers = 3 + chance.nextInt(4);
            int holder = add(sender, "a", 100);
            List<String> zones = new ArrayList<>(List.of("a"));
            for (int i = 1; i < servers; i++) {
                zones.add("abc".substring(chance.nextInt(3)).substring(0, 1));
                assertEquals(i, add(sender, zones.get(i), 100 + i));
            }
            sender.onFrame(1, 2, 1, 1_000, now);
            sender.onAnswer(out.sent.get(0).server(), 1, AnswerStatus.HELD, holders(true, 100), now);
            out.sent.clear();
            for (int i = 0; i < 200 && out.sent.isEmpty(); i++) {
                now += SECOND / 10;
                sender.onTick(now);
            }
            int repaired = out.sent.get(0).server();
            assertNotEquals(holder, repaired, "seed " + seed);
            if (zones.contains("b") || zones.contains("c")) {
                assertNotEquals("a", zones.get(repaired), "seed " + seed + ", zones " + zones);
            }
        }
    }
}
