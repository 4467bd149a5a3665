package evtools.replication;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Which bucket is to be looked at when; each once, at its soonest time. Not thread-safe: its owner's thread only. */
final class AuditQueue {
    private record Due(long at, HealedBucket bucket) {
        /** Not overtaken by a sooner time, and not taken back. */
        boolean counts() {
            return bucket.scheduled && bucket.dueAt == at;
        }
    }

    private final boolean heals;
    private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

    /** @param heals false: nothing is ever due */
    AuditQueue(boolean heals) {
        this.heals = heals;
    }

    /** Has a bucket looked at after that time, or sooner if that was wanted before. */
    void schedule(HealedBucket bucket, long nowNanos, long nanos) {
        long at = nowNanos + nanos;
        if (heals && (!bucket.scheduled || at - bucket.dueAt < 0)) {
            bucket.scheduled = true;
            bucket.dueAt = at;
            queue.add(new Due(at, bucket));
        }
    }

    /** Takes the next bucket whose time has come; null if there is none. */
    @Nullable
    HealedBucket next(long nowNanos) {
        while (!queue.isEmpty() && queue.element().at - nowNanos <= 0) {
            Due due = queue.remove();
            if (due.counts()) {
                due.bucket.scheduled = false;
                return due.bucket;
            }
        }
        return null;
    }

    boolean isEmpty() {
        return queue.stream().noneMatch(Due::counts);
    }
}
