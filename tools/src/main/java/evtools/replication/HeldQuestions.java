package evtools.replication;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * When servers are asked which frames they hold durably, and for which: every few seconds; sooner if there is a reason;
 * at once and more and more rarely when no more frames will come. Not thread-safe.
 */
final class HeldQuestions {
    private static final long FIRST_FINISH_NANOS = 25_000_000L;

    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final SenderLimits limits;
    private final RandomGenerator random;
    private final FrameSender.Output output;
    private long nextAt;
    private boolean finishing;
    private long finishNanos = FIRST_FINISH_NANOS;

    HeldQuestions(
            SenderServers servers,
            OutgoingFrames frames,
            SenderLimits limits,
            RandomGenerator random,
            FrameSender.Output output,
            long now) {
        this.servers = servers;
        this.frames = frames;
        this.limits = limits;
        this.random = random;
        this.output = output;
        this.nextAt = now + limits.questionNanos();
    }

    /** Whether it is time to {@link #ask}. */
    boolean isDue(long now) {
        return now - nextAt >= 0;
    }

    /** There is a reason to ask on the next tick. */
    void askAtOnce(long now) {
        nextAt = now;
    }

    /** No more frames will come. */
    void finish(long now) {
        if (!finishing) {
            finishing = true;
            nextAt = now;
        }
    }

    /** Asks every server for every frame that one wants to know of and that it has not itself confirmed as durable. */
    void ask(long now) {
        long[] asked = null;
        for (int i = 0; i < servers.end(); i++) {
            KnownServer server = servers.get(i);
            if (!server.up) {
                continue;
            }
            int count = 0;
            for (OutgoingFrame frame : frames.all()) {
                if (wantsToKnow(frame, now) && !frame.holders.isConfirmed(server.holder)) {
                    if (asked == null) {
                        asked = new long[FrameSender.MAX_ASKED_AT_ONCE];
                    }
                    asked[count++] = frame.sequence;
                    if (count == asked.length) {
                        output.askHeld(i, asked.clone());
                        count = 0;
                    }
                }
            }
            if (asked != null && count > 0) {
                output.askHeld(i, Arrays.copyOf(asked, count));
            }
        }
        nextAt = now + untilNext();
    }

    /**
     * What was just sent and is not acknowledged is left alone: a server that says no is not believed to hold it until
     * it says otherwise.
     */
    private boolean wantsToKnow(OutgoingFrame frame, long now) {
        return frame.maybeHeld
                || frame.acknowledged
                || (frame.holders.count() > 0 && (finishing || now - frame.sentAt >= 2 * limits.retryNanos()));
    }

    private long untilNext() {
        if (!finishing) {
            return Jitter.of(limits.questionNanos(), random);
        }
        long wait = finishNanos;
        finishNanos = Math.min(limits.finishQuestionNanos(), 2 * wait);
        return wait;
    }
}
