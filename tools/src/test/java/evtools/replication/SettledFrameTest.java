package evtools.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was deleted for a good reason must not be sent for ever, and not be passed on. */
class SettledFrameTest {
    private final SenderRecorder output = new SenderRecorder();
    private final FrameSender sender = new FrameSender(3, new SplittableRandom(1), SenderLimits.DEFAULT, output, 0);

    @Test
    void aSenderForgetsWhatAServerHasDeletedForGood() {
        sender.onServerUp(0, 10, 0);
        sender.onFrame(1, 3, 2, 100, 0);
        sender.onFrame(2, 3, 2, 100, 0);
        sender.onAnswer(0, 1, AnswerStatus.ARCHIVED, new HolderSet(), 1);
        sender.onAnswer(0, 2, AnswerStatus.EXPIRED, new HolderSet(), 1);
        assertEquals(List.of(1L, 2L), output.forgotten);
        assertEquals(List.of(1L, 2L), output.acknowledged);
        assertEquals(0, sender.frameCount());
        assertEquals(0, sender.unacknowledgedCount());
        assertEquals(2, sender.settledCount());
    }

    @Test
    void anOldFrameThatWasDeletedIsNotSentAgain() {
        sender.onOldFrame(1, 3, 2, 100, 0);
        sender.onServerUp(0, 10, 0);
        sender.onHeld(0, 1, FrameSender.Held.EXPIRED, 1);
        for (long now = 0; now < 100_000_000_000L; now += 50_000_000L) {
            sender.onTick(now);
        }
        assertEquals(List.of(), output.sent);
        assertEquals(List.of(1L), output.forgotten);
    }

    @Test
    void aServerStopsPassingOnWhatAPeerHasArchived() {
        FrameKey key = new FrameKey(7, 1, 99);
        List<AnswerStatus> answers = new ArrayList<>();
        List<Integer> forwarded = new ArrayList<>();
        FramePlacer placer =
                new FramePlacer(1, 2, new SplittableRandom(1), FramePlacer.Limits.DEFAULT, new FramePlacer.Output() {
                    @Override
                    public FramePlacer.Forwarded forward(int peer, FrameKey frame) {
                        forwarded.add(peer);
                        return FramePlacer.Forwarded.SENT;
                    }

                    @Override
                    public void answer(long client, FrameKey frame, AnswerStatus status, HolderSet holders) {
                        answers.add(status);
                    }
                });
        placer.onPeerUp(0, 2, 0);
        placer.onFrame(5, key, AnswerStatus.HELD, 3, false, 0);
        placer.onPeerAnswer(0, key, AnswerStatus.ARCHIVED, new HolderSet(), 1);
        assertEquals(List.of(AnswerStatus.HELD, AnswerStatus.ARCHIVED), answers);
        assertEquals(0, placer.pendingCount());
        placer.onPeerUp(1, 3, 2);
        assertEquals(List.of(0), forwarded);
        assertTrue(AnswerStatus.ARCHIVED.settles() && !AnswerStatus.ARCHIVED.holds());
    }
}
