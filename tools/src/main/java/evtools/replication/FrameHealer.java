package evtools.replication;

import java.util.random.RandomGenerator;

/**
 * A server's part in healing: finds frames of closed buckets that fewer than {@code copies} servers hold, and sends
 * them to servers that lack them.
 *
 * <pre>
 *  bucket closed ─┐                        ┌─ all digests equal, or enough holders ─► whole
 *  peer's digest ─┼─► due ─► which of my   ┤
 *   has changed   │          frames do you └─ too few, and my turn ─► sent to random peers that lack it
 *  peer is gone ──┘          hold?              not my turn ─► looked at again later
 * </pre>
 *
 * <p>One bucket is looked at at a time, so memory is bounded by what this server itself holds, whatever peers send:
 * {@link DigestTree} a bucket, {@link BucketAudit} a frame of the bucket that is looked at. Nothing is sent on an old
 * finding: peers are asked for a bucket's frames right before. {@link DigestTalk} finds the buckets, {@link AuditQueue}
 * says when, {@link BucketAuditor} asks, {@link FrameRepair} sends, no faster than {@link SendBudget} lets it. Not
 * thread-safe.
 */
public final class FrameHealer {
    /** What became of a frame that was to be sent. */
    public enum Sent {
        /** It is under way. */
        SENT,
        /** That peer takes nothing now. */
        BUSY,
        /** The frame is not here any more, or is damaged. */
        GONE
    }

    /** What a peer says of a frame it was asked for. The codes are those of the wire. */
    public static final int LACKS = 0;

    public static final int HOLDS = 1;
    public static final int HOLDS_DURABLY = 2;
    public static final int ARCHIVED = 3;
    public static final int EXPIRED = 4;

    /** What this server holds. */
    @FunctionalInterface
    public interface Inventory {
        /** The frames of a bucket that are here durably, except those known to be archived. */
        BucketFrames frames(long bucket);
    }

    /** What the machine wants done. Calls come from inside the {@code on…} methods and must not call back. */
    public interface Output {
        /** Ask a peer for a node of its tree of digests; false if that can't be done now. */
        boolean askDigests(int peer, int level, long index);

        /** Ask a peer which frames {@code from…to} of these it holds; false if that can't be done now. */
        boolean askFrames(int peer, long bucket, long tag, BucketFrames frames, int from, int to);

        /** Send a frame, store only. */
        Sent send(int peer, FrameKey key);

        /** A peer found this server's frame damaged. */
        void suspect(FrameKey key);
    }

    private static final int MOST_AUDITS_A_TICK = 64;

    private final RandomGenerator random;
    private final HealerLimits limits;
    private final HealerPeers peers;
    private final DigestTree tree = new DigestTree();
    private final AuditQueue queue;
    private final DigestTalk digests;
    private final SendBudget budget;
    private final FrameRepair repair;
    private final BucketAuditor auditor;
    private long nextPollAt;

    public FrameHealer(
            long ownHolder,
            RandomGenerator random,
            HealerLimits limits,
            Inventory inventory,
            Output output,
            long nowNanos) {
        this.random = random;
        this.limits = limits;
        this.peers = new HealerPeers(ownHolder, random);
        this.queue = new AuditQueue(limits.bytesPerSecond() > 0);
        this.digests = new DigestTalk(peers, tree, queue, limits, output);
        this.budget = new SendBudget(limits.bytesPerSecond(), nowNanos);
        this.repair = new FrameRepair(peers, limits, output, budget);
        this.auditor = new BucketAuditor(ownHolder, random, limits, inventory, output, peers, queue, repair);
        this.nextPollAt = nowNanos;
    }

    /** There is a peer address of this number, not up yet; {@code zone} may be empty. */
    public void onPeerAdded(int peer, String zone, long nowNanos) {
        peers.add(peer, zone, nowNanos);
    }

    /** This server's own zone; empty: unknown. */
    public void setOwnZone(String zone) {
        peers.setOwnZone(zone);
    }

    /** What is now known of a peer's zone. */
    public void onPeerZone(int peer, String zone) {
        peers.get(peer).zone = zone;
    }

    /** A peer address is none any more, or leads to this server itself: it counts as a holder no more. */
    public void onPeerRemoved(int peer, long nowNanos) {
        onPeerDown(peer, nowNanos);
        peers.get(peer).present = false;
        lose(peer, nowNanos);
        tree.forget(peer);
    }

    /** A connection to this peer is up; {@code holder} is who answered there. */
    public void onPeerUp(int peer, long holder, long nowNanos) {
        HealerPeer at = peers.get(peer);
        boolean another = !at.seen || at.holder != holder;
        boolean back = at.gone;
        peers.up(peer, holder, nowNanos);
        if (another) {
            tree.forget(peer);
            lose(peer, nowNanos);
        } else {
            tree.askAgain(peer);
        }
        for (HealedBucket bucket : tree.buckets()) {
            boolean countedOn = (bucket.maybeBits >>> peer & 1) != 0;
            if (another || countedOn || (back && bucket.shortFrames > 0)) {
                bucket.maybeBits &= ~(1L << peer);
                queue.schedule(bucket, nowNanos, limits.settleNanos());
            }
        }
        if (heals() && peers.isPrimary(peer)) {
            digests.askRoot(peer);
        }
    }

    /** The connection to this peer is lost. For a while it goes on counting as a holder. */
    public void onPeerDown(int peer, long nowNanos) {
        HealerPeer lost = peers.get(peer);
        if (lost.up) {
            lost.up = false;
            lost.silentSince = nowNanos;
            lost.inFlightBytes = 0;
            auditor.peerDown(peer, nowNanos);
        }
    }

    /** It no longer counts: what counted on it is looked at again. */
    private void lose(int peer, long nowNanos) {
        long bit = 1L << peer;
        for (HealedBucket bucket : tree.buckets()) {
            if ((bucket.countedBits & bit) != 0) {
                bucket.countedBits &= ~bit;
                queue.schedule(bucket, nowNanos, limits.settleNanos());
            }
        }
    }

    /** A bucket has ended and is quiet, and all of it is on disk; or that is so again after it has changed. */
    public void onBucketClosed(long bucket, long digest, long nowNanos) {
        HealedBucket known = tree.bucket(bucket);
        if (known == null || known.digest != digest) {
            queue.schedule(tree.put(bucket, digest, HolderSet.MAX_HOLDERS), nowNanos, limits.settleNanos());
        }
    }

    /** A bucket has lost frames, or is gone: nothing is said of it until it is closed again. */
    public void onBucketOpened(long bucket, long nowNanos) {
        HealedBucket known = tree.bucket(bucket);
        if (known != null) {
            auditor.forget(known);
            known.scheduled = false;
            tree.remove(bucket);
        }
    }

    /** What this server says of a node of its tree. */
    public BucketDigests digests(int level, long index) {
        return tree.say(level, index);
    }

    /** A peer has answered {@link Output#askDigests}. */
    public void onDigests(int peer, BucketDigests theirs, long nowNanos) {
        digests.hear(peer, theirs, nowNanos);
    }

    /** A peer has answered {@link Output#askFrames}: one code for each frame asked for. */
    public void onFrameStates(int peer, long tag, byte[] states, long nowNanos) {
        auditor.hear(peer, tag, states, nowNanos);
    }

    /** A peer has answered for a frame; also for such as healing did not send. */
    public void onAnswer(int peer, FrameKey key, AnswerStatus status, long nowNanos) {
        auditor.answered(peer, key, status, nowNanos);
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        if (!heals()) {
            return;
        }
        budget.earn(nowNanos);
        for (int peer = 0; peer < peers.end(); peer++) {
            if (peers.becomesGone(peer, nowNanos - limits.repairAfterNanos())) {
                lose(peer, nowNanos);
            }
        }
        if (nowNanos - nextPollAt >= 0) {
            nextPollAt = nowNanos + limits.pollNanos() / 2 + random.nextLong(limits.pollNanos() / 2 + 1);
            int peer = peers.random();
            if (peer >= 0) {
                digests.askRoot(peer);
            }
        }
        auditor.tick(nowNanos);
        for (int i = 0; i < MOST_AUDITS_A_TICK && auditor.startNext(nowNanos); i++) {
            // Buckets that need no question are done at once.
        }
    }

    private boolean heals() {
        return limits.bytesPerSecond() > 0;
    }

    /** Frames of this server that fewer than their copies are known to hold, as far as buckets were looked at. */
    public long backlogFrames() {
        return auditor.backlog();
    }

    /** Frames that peers took from this server's healing. */
    public long repairedFrames() {
        return repair.repairedFrames();
    }

    /** Their bytes. */
    public long repairedBytes() {
        return repair.repairedBytes();
    }

    /** Answers to questions for digests. */
    public long digestsHeard() {
        return digests.heardCount();
    }

    /** How often a bucket was looked at. */
    public long auditCount() {
        return auditor.count();
    }

    /** Whether answers for frames that were sent are awaited. */
    public boolean isSending() {
        return auditor.isSending();
    }

    /** Closed buckets of this server. */
    public int bucketCount() {
        return tree.buckets().size();
    }

    /** Whether nothing is under way or due at a known time. */
    boolean isQuiet() {
        return auditor.isIdle() && queue.isEmpty();
    }
}
