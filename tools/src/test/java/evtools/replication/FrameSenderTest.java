package evtools.replication;

import static evtools.replication.SenderRecorder.holders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One rule of the sender at a time. Server {@code i} is holder {@code 10 + i}. */
class FrameSenderTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    private final SenderRecorder out = new SenderRecorder();
    private long now = 1;

    private FrameSender sender(int servers, SenderLimits limits) {
        FrameSender sender = new FrameSender(servers, new SplittableRandom(5), limits, out, now);
        for (int i = 0; i < servers; i++) {
            sender.onServerUp(i, 10 + i, now);
        }
        return sender;
    }

    private FrameSender sender(int servers) {
        return sender(servers, SenderLimits.DEFAULT);
    }

    private void pass(FrameSender sender, long nanos) {
        long until = now + nanos;
        while (now < until) {
            now += Math.min(50 * MILLI, until - now);
            sender.onTick(now);
        }
    }

    /** Server {@code i} says that it and the others hold the frame; each then confirms it itself. */
    private void confirm(FrameSender sender, long sequence, int... servers) {
        for (int server : servers) {
            sender.onHeld(server, sequence, FrameSender.Held.DURABLY, now);
        }
    }

    @Test
    void whoHasSaidNoIsNotCountedOnHearsay() {
        FrameSender sender = sender(3);
        sender.onFrame(1, 2, 2, 100, now);
        int first = out.sent.getFirst().server();
        int second = (first + 1) % 3;
        sender.onHeld(second, 1, FrameSender.Held.NO, now);
        sender.onAnswer(first, 1, AnswerStatus.HELD, holders(false, 10 + first, 10 + second), now);
        assertEquals(List.of(), out.acknowledged, "the second one itself knows better");
        sender.onHeld(second, 1, FrameSender.Held.YES, now);
        assertEquals(List.of(1L), out.acknowledged);
    }

    @Test
    void hearsayIsNoConfirmationWhileTheHolderCanBeAsked() {
        FrameSender sender = sender(3);
        sender.onFrame(1, 3, 1, 100, now);
        int first = out.sent.getFirst().server();
        sender.onAnswer(first, 1, AnswerStatus.HELD, holders(true, 10, 11, 12), now);
        assertEquals(List.of(), out.forgotten);
        pass(sender, 6 * SECOND);
        assertTrue(out.asked.contains(1L));
        confirm(sender, 1, 0, 1, 2);
        assertEquals(List.of(1L), out.forgotten);
    }

    @Test
    void hearsayConfirmsWhoCannotBeAsked() {
        FrameSender sender = sender(1);
        sender.onFrame(1, 3, 2, 100, now);
        sender.onAnswer(0, 1, AnswerStatus.HELD, holders(true, 10, 77, 78), now);
        assertEquals(List.of(1L), out.forgotten, "peers that only the server can reach");
    }

    @Test
    void aNewStoreAtAnAddressTakesBackWhatTheOldOneHeld() {
        FrameSender sender = sender(3);
        sender.onFrame(1, 3, 2, 100, now);
        int first = out.sent.getFirst().server();
        sender.onAnswer(first, 1, AnswerStatus.HELD, holders(false, 10, 11, 12), now);
        confirm(sender, 1, 1, 2);
        sender.onServerDown(0, now);
        sender.onServerUp(0, 99, now);
        // An answer that still names the store that is gone.
        sender.onAnswer(1, 1, AnswerStatus.HELD, holders(true, 10, 11, 12), now);
        assertEquals(List.of(), out.forgotten);
        out.sent.clear();
        pass(sender, 10 * SECOND);
        assertTrue(out.sent.contains(new SenderRecorder.Sent(0, 1, true)), "the new store gets it: " + out.sent);
        confirm(sender, 1, 0);
        assertEquals(List.of(1L), out.forgotten);
    }

    @Test
    void aHolderThatNeverReturnsIsReplaced() {
        FrameSender sender = sender(4);
        sender.onFrame(1, 3, 2, 100, now);
        int first = out.sent.getFirst().server();
        int second = (first + 1) % 4;
        int dies = (first + 2) % 4;
        int fourth = (first + 3) % 4;
        sender.onAnswer(first, 1, AnswerStatus.HELD, holders(false, 10 + first, 10 + second, 10 + dies), now);
        sender.onServerDown(dies, now);
        confirm(sender, 1, first, second);
        out.sent.clear();
        pass(sender, 60 * SECOND);
        assertTrue(
                out.sent.contains(new SenderRecorder.Sent(fourth, 1, true)),
                "a fourth server takes its place: " + out.sent);
    }

    @Test
    void aFrameThatIsNotAnsweredGoesElsewhereAfterHalfASecond() {
        FrameSender sender = sender(3);
        sender.onFrame(1, 1, 1, 100, now);
        int silent = out.sent.getFirst().server();
        pass(sender, 600 * MILLI);
        assertEquals(2, out.sent.size());
        assertNotEquals(silent, out.sent.getLast().server());
        assertTrue(sender.windowFrames(silent) < SenderLimits.DEFAULT.firstWindowFrames());
    }

    @Test
    void whenAllAreSlowNothingIsSentTwice() {
        FrameSender sender = sender(3);
        List<Long> dueAt = new ArrayList<>();
        int answered = 0;
        // Every server answers after 700 ms: learnt from the first frames, then left at that.
        for (int step = 0; step < 1_000; step++) {
            if (step % 2 == 0) {
                sender.onFrame(step + 1, 1, 1, 100, now);
            }
            pass(sender, 50 * MILLI);
            while (dueAt.size() < out.sent.size()) {
                dueAt.add(now + 700 * MILLI);
            }
            while (answered < dueAt.size() && dueAt.get(answered) <= now) {
                SenderRecorder.Sent sent = out.sent.get(answered++);
                sender.onAnswer(
                        sent.server(), sent.sequence(), AnswerStatus.HELD, holders(false, 10 + sent.server()), now);
            }
        }
        assertTrue(out.acknowledged.size() > 450, out.acknowledged.size() + " acknowledged");
        assertTrue(sender.resentCount() <= 20, sender.resentCount() + " sent again");
    }

    @Test
    void anOverloadedServerIsLeftAloneForAWhileAndItsWindowHalved() {
        FrameSender sender = sender(2);
        sender.onFrame(1, 1, 1, 100, now);
        int busy = out.sent.getFirst().server();
        sender.onAnswer(busy, 1, AnswerStatus.OVERLOADED, new HolderSet(), now);
        assertEquals(1 - busy, out.sent.getLast().server());
        assertEquals(SenderLimits.DEFAULT.firstWindowFrames() / 2, sender.windowFrames(busy));
        sender.onAnswer(1 - busy, 1, AnswerStatus.HELD, holders(false, 11 - busy), now);
        out.sent.clear();
        for (long sequence = 2; sequence < 30; sequence++) {
            sender.onFrame(sequence, 1, 1, 100, now);
        }
        assertTrue(out.sent.stream().allMatch(sent -> sent.server() != busy));
        pass(sender, SECOND);
        sender.onFrame(30, 1, 1, 100, now);
        sender.onFrame(31, 1, 1, 100, now);
        sender.onFrame(32, 1, 1, 100, now);
        sender.onFrame(33, 1, 1, 100, now);
        assertTrue(out.sent.stream().anyMatch(sent -> sent.server() == busy), "and then tried again");
    }

    @Test
    void whatIsConfirmedBeforeItsBucketsEndIsAskedForOnceMore() {
        FrameSender sender = sender(3, SenderLimits.DEFAULT.keeping(1 << 20));
        sender.onFrame(1, 3, 1, 100, now + 100 * SECOND, FrameSender.NEVER, now);
        int first = out.sent.getFirst().server();
        sender.onAnswer(first, 1, AnswerStatus.HELD, holders(false, 10, 11, 12), now);
        confirm(sender, 1, 0, 1, 2);
        assertEquals(List.of(), out.forgotten);
        assertEquals(0, sender.frameCount());
        assertEquals(1, sender.keptCount());
        pass(sender, 90 * SECOND);
        out.asked.clear();
        assertEquals(1, sender.keptCount());
        pass(sender, 60 * SECOND);
        assertTrue(out.asked.contains(1L));
        confirm(sender, 1, 1, 2);
        sender.onHeld(0, 1, FrameSender.Held.NO, now);
        assertEquals(List.of(), out.forgotten);
        out.sent.clear();
        pass(sender, 20 * SECOND);
        assertTrue(
                out.sent.contains(new SenderRecorder.Sent(0, 1, true)), "what one has lost is sent again: " + out.sent);
        sender.onAnswer(0, 1, AnswerStatus.HELD, holders(true, 10), now);
        assertEquals(List.of(1L), out.forgotten);
    }

    @Test
    void whatIsKeptGivesWay() {
        FrameSender sender = sender(1, SenderLimits.DEFAULT.keeping(250));
        for (long sequence = 1; sequence <= 4; sequence++) {
            sender.onFrame(sequence, 1, 1, 100, now + 1000 * SECOND, FrameSender.NEVER, now);
            sender.onAnswer(0, sequence, AnswerStatus.HELD, holders(true, 10), now);
        }
        assertEquals(List.of(1L, 2L), out.forgotten);
        assertEquals(200, sender.keptBytes());
        sender.releaseKept(100);
        assertEquals(List.of(1L, 2L, 3L), out.forgotten);
        sender.onFinish(now);
        assertEquals(List.of(1L, 2L, 3L, 4L), out.forgotten);
        assertEquals(0, sender.keptCount());
    }

    @Test
    void whatIsTooOldIsSentOnceMoreAndThenGivenUp() {
        FrameSender sender = sender(2);
        sender.onServerDown(0, now);
        sender.onServerDown(1, now);
        sender.onFrame(1, 3, 2, 100, now, now + 60 * SECOND, now);
        pass(sender, 300 * SECOND);
        assertEquals(List.of(), out.tooOld, "nobody could take it yet");
        sender.onServerUp(0, 10, now);
        assertEquals(1, out.sent.size());
        sender.onAnswer(0, 1, AnswerStatus.HELD, holders(true, 10), now);
        pass(sender, 5 * SECOND);
        assertEquals(List.of(), out.tooOld);
        assertEquals(1, sender.unacknowledgedCount());
        pass(sender, 60 * SECOND);
        assertEquals(List.of(1L), out.tooOld);
        assertEquals(0, sender.unacknowledgedCount());
        assertEquals(0, sender.frameCount());
        assertEquals(1, sender.givenUpCount());
    }

    @Test
    void whatEverybodyHasIsGivenUpWhenItIsTooOld() {
        FrameSender sender = sender(2);
        sender.onFrame(1, 3, 2, 100, now, now + 60 * SECOND, now);
        sender.onAnswer(out.sent.getFirst().server(), 1, AnswerStatus.HELD, holders(true, 10, 11), now);
        confirm(sender, 1, 0, 1);
        pass(sender, 50 * SECOND);
        assertEquals(1, sender.frameCount(), "a third copy is still hoped for");
        assertEquals(1, sender.copiesShortCount());
        pass(sender, 60 * SECOND);
        assertEquals(List.of(1L), out.tooOld);
    }

    @Test
    void windowsStayWithinTheirBoundsWhateverHappens() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            SendWindow window = new SendWindow(SenderLimits.DEFAULT);
            List<Long> sentAt = new ArrayList<>();
            long time = chance.nextLong();
            for (int step = 0; step < 2_000; step++) {
                time += chance.nextLong(200 * MILLI);
                switch (chance.nextInt(12)) {
                    case 0 -> window.halve(time, time);
                    case 1 -> window.rest(SECOND / 5, time, chance);
                    case 2 -> window.connected(time);
                    case 3, 4, 5, 6 -> {
                        if (window.hasRoom()) {
                            window.sent(1_000);
                            sentAt.add(time);
                        }
                    }
                    default -> {
                        if (!sentAt.isEmpty()) {
                            long at = sentAt.remove(chance.nextInt(sentAt.size()));
                            window.answered(at, time);
                            window.landed(1_000);
                        }
                    }
                }
                String where = "seed " + seed + ", step " + step;
                assertTrue(window.frames() >= 1, where);
                assertTrue(window.frames() <= SenderLimits.DEFAULT.windowFrames(), where);
                assertTrue(window.bytes() > 0, where);
                assertTrue(sentAt.size() <= SenderLimits.DEFAULT.windowFrames(), where);
                assertFalse(window.rests(time + SenderLimits.DEFAULT.maxRestNanos()), where);
            }
        }
    }
}
