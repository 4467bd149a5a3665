package evtools.replication;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When frames that somebody has, but not enough servers, are looked at again: after a while that grows with every
 * attempt. A later timer of a frame takes the place of an earlier one. Not thread-safe.
 */
final class RetryTimers {
    private static final int MAX_DOUBLINGS = 6;

    private record Timer(long dueAt, OutgoingFrame frame) {}

    private final SenderLimits limits;
    private final RandomGenerator random;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.dueAt - b.dueAt));

    RetryTimers(SenderLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /** The frame is to be looked at again later. */
    void later(OutgoingFrame frame, long now) {
        long base = frame.acknowledged ? limits.repairNanos() : limits.retryNanos();
        long wait = Math.min(limits.maxRetryNanos(), base << Math.min(frame.attempts, MAX_DOUBLINGS));
        frame.dueAt = now + Jitter.of(wait, random);
        timers.add(new Timer(frame.dueAt, frame));
    }

    /** Takes out one that is due and still {@link OutgoingFrame.State#ANSWERED}; null: no more. */
    @Nullable
    OutgoingFrame takeDue(long now) {
        while (!timers.isEmpty() && timers.element().dueAt - now <= 0) {
            Timer timer = timers.remove();
            if (timer.dueAt == timer.frame.dueAt && timer.frame.state == OutgoingFrame.State.ANSWERED) {
                return timer.frame;
            }
        }
        return null;
    }
}
