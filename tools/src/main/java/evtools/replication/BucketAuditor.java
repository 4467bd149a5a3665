package evtools.replication;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one bucket at a time: asks the peers which of its frames they hold, then has those repaired that too few
 * hold. Not thread-safe: its owner's thread only.
 */
final class BucketAuditor {
    private final long ownHolder;
    private final RandomGenerator random;
    private final HealerLimits limits;
    private final FrameHealer.Inventory inventory;
    private final FrameHealer.Output output;
    private final HealerPeers peers;
    private final AuditQueue queue;
    private final FrameRepair repair;
    private @Nullable BucketAudit audit;
    private long audits;
    private long backlog;

    BucketAuditor(
            long ownHolder,
            RandomGenerator random,
            HealerLimits limits,
            FrameHealer.Inventory inventory,
            FrameHealer.Output output,
            HealerPeers peers,
            AuditQueue queue,
            FrameRepair repair) {
        this.ownHolder = ownHolder;
        this.random = random;
        this.limits = limits;
        this.inventory = inventory;
        this.output = output;
        this.peers = peers;
        this.queue = queue;
        this.repair = repair;
    }

    /** Looks at the next bucket that is due, if none is looked at; false if there is nothing to begin. */
    boolean startNext(long nowNanos) {
        HealedBucket bucket = audit == null ? queue.next(nowNanos) : null;
        if (bucket == null) {
            return false;
        }
        start(bucket, nowNanos);
        return true;
    }

    private void start(HealedBucket bucket, long nowNanos) {
        long equal = 0;
        long ask = 0;
        long maybe = 0;
        for (int peer = 0; peer < peers.end(); peer++) {
            long bit = 1L << peer;
            if (peers.isPrimary(peer)) {
                if (bucket.heard(peer) == bucket.digest) {
                    equal |= bit;
                } else {
                    ask |= bit;
                }
            } else if (peers.isAbsent(peer)) {
                maybe |= bit;
            }
        }
        BucketAudit current = new BucketAudit(bucket, ++audits, inventory.frames(bucket.number), equal);
        audit = current;
        current.knownBits = equal;
        current.maybeBits = maybe;
        current.deadline = nowNanos + limits.answerNanos();
        if (current.frames.size() > 0) {
            current.askedBits = ask;
        }
        for (int peer = 0; peer < peers.end(); peer++) {
            if ((current.askedBits >>> peer & 1) != 0) {
                ask(current, peer, nowNanos);
            }
        }
        decideIfAnswered(current, nowNanos);
    }

    private void ask(BucketAudit current, int peer, long nowNanos) {
        int from = current.answered[peer];
        int to = Math.min(current.frames.size(), from + HealerLimits.MAX_ASKED_AT_ONCE);
        long bit = 1L << peer;
        if (output.askFrames(peer, current.bucket.number, current.number << 32 | from, current.frames, from, to)) {
            current.unsentBits &= ~bit;
            current.deadline = nowNanos + limits.answerNanos();
        } else {
            current.unsentBits |= bit;
        }
    }

    /** A peer says which frames it holds; what was not asked, or too long ago, is passed over. */
    void hear(int peer, long tag, byte[] states, long nowNanos) {
        BucketAudit current = audit;
        long bit = 1L << peer;
        if (current == null || tag >>> 32 != (current.number & 0xFFFFFFFFL) || (current.askedBits & bit) == 0) {
            return;
        }
        int from = current.answered[peer];
        int count = Math.min(HealerLimits.MAX_ASKED_AT_ONCE, current.frames.size() - from);
        if ((int) tag != from || states.length != count) {
            return;
        }
        for (int i = 0; i < count; i++) {
            switch (states[i]) {
                case FrameHealer.HOLDS -> current.soft[from + i] |= bit;
                case FrameHealer.HOLDS_DURABLY, FrameHealer.EXPIRED -> current.durable[from + i] |= bit;
                case FrameHealer.ARCHIVED -> current.frames.settle(from + i);
                default -> {
                    // It lacks it.
                }
            }
        }
        current.answered[peer] = from + count;
        if (from + count < current.frames.size()) {
            ask(current, peer, nowNanos);
        } else {
            current.askedBits &= ~bit;
            current.knownBits |= bit;
            decideIfAnswered(current, nowNanos);
        }
    }

    /** Time has passed. */
    void tick(long nowNanos) {
        BucketAudit current = audit;
        if (current == null) {
            return;
        }
        if (current.sending) {
            repair.tick(current, nowNanos);
            step(current, nowNanos);
        } else if (nowNanos - current.deadline >= 0) {
            giveUpAsking(current, current.askedBits);
            decideIfAnswered(current, nowNanos);
        } else {
            for (int peer = 0; peer < peers.end(); peer++) {
                if ((current.unsentBits >>> peer & 1) != 0) {
                    ask(current, peer, nowNanos);
                }
            }
        }
    }

    /** The connection to a peer is lost. */
    void peerDown(int peer, long nowNanos) {
        BucketAudit current = audit;
        if (current == null) {
            return;
        }
        repair.peerDown(current, peer);
        long bit = 1L << peer;
        if ((current.askedBits & bit) != 0) {
            giveUpAsking(current, bit);
            decideIfAnswered(current, nowNanos);
        }
    }

    /** A bucket has changed: what was found out about it counts no more. */
    void forget(HealedBucket bucket) {
        BucketAudit current = audit;
        if (current != null && current.bucket == bucket) {
            repair.giveUp(current);
            audit = null;
        }
        backlog -= bucket.shortFrames;
    }

    /** A peer has answered for a frame; also for such as healing did not send. */
    void answered(int peer, FrameKey key, AnswerStatus status, long nowNanos) {
        BucketAudit current = audit;
        if (current != null && repair.answered(current, peer, key, status, nowNanos)) {
            step(current, nowNanos);
        }
    }

    private static void giveUpAsking(BucketAudit current, long bits) {
        current.askedBits &= ~bits;
        current.unsentBits &= ~bits;
        current.maybeBits |= bits;
        current.again = true;
    }

    private void decideIfAnswered(BucketAudit current, long nowNanos) {
        if (current.askedBits != 0 || current.sending) {
            return;
        }
        current.sending = true;
        current.deadline = nowNanos + limits.answerNanos();
        long own = order(ownHolder, current.bucket.number);
        for (int peer = 0; peer < peers.end(); peer++) {
            if ((current.knownBits >>> peer & 1) != 0
                    && Long.compareUnsigned(order(peers.get(peer).holder, current.bucket.number), own) < 0) {
                current.earlierBits |= 1L << peer;
            }
        }
        step(current, nowNanos);
    }

    /** In which order the holders of a bucket's frames act: different for each bucket, so that all share the work. */
    private static long order(long holder, long bucket) {
        return FrameDigest.mix(holder ^ FrameDigest.mix(bucket));
    }

    private void step(BucketAudit current, long nowNanos) {
        if (current.sending && repair.step(current, nowNanos)) {
            finish(current, nowNanos);
        }
    }

    private void finish(BucketAudit current, long nowNanos) {
        audit = null;
        HealedBucket bucket = current.bucket;
        int tooFew = 0;
        for (int i = 0; i < current.frames.size(); i++) {
            if (current.missing(i) > 0) {
                tooFew++;
            }
            // What is not surely on disk there is asked for again.
            current.again |= (current.soft[i] & ~current.durable[i]) != 0;
        }
        backlog += tooFew - bucket.shortFrames;
        bucket.shortFrames = tooFew;
        bucket.countedBits = current.knownBits | current.maybeBits;
        bucket.maybeBits = current.maybeBits;
        if (tooFew == 0 && !current.again) {
            bucket.patience = 0;
            bucket.attempts = 0;
        } else if (current.waitsForTurn) {
            bucket.patience++;
            queue.schedule(bucket, nowNanos, limits.turnNanos() + random.nextLong(limits.turnNanos() + 1));
        } else if (current.again) {
            long wait = limits.retryNanos() << Math.min(bucket.attempts++, 4);
            queue.schedule(bucket, nowNanos, wait / 2 + random.nextLong(wait / 2 + 1));
        }
    }

    /** Frames that too few were found to hold. */
    long backlog() {
        return backlog;
    }

    /** How often a bucket was looked at. */
    long count() {
        return audits;
    }

    boolean isIdle() {
        return audit == null;
    }

    /** Whether answers for frames that were sent are awaited. */
    boolean isSending() {
        return audit != null && !audit.flights.isEmpty();
    }
}
