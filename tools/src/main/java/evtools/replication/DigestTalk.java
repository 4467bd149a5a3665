package evtools.replication;

/**
 * The conversation about digests: goes down a peer's tree where it differs from this server's, to the buckets that have
 * to be looked at. Not thread-safe: its owner's thread only.
 */
final class DigestTalk {
    private final HealerPeers peers;
    private final DigestTree tree;
    private final AuditQueue queue;
    private final HealerLimits limits;
    private final FrameHealer.Output output;
    private long heardCount;

    DigestTalk(HealerPeers peers, DigestTree tree, AuditQueue queue, HealerLimits limits, FrameHealer.Output output) {
        this.peers = peers;
        this.tree = tree;
        this.queue = queue;
        this.limits = limits;
        this.output = output;
    }

    /** Begins at the top. */
    void askRoot(int peer) {
        output.askDigests(peer, BucketDigests.ROOT_LEVEL, 0);
    }

    /** A peer has said something of a node of its tree. */
    void hear(int peer, BucketDigests theirs, long nowNanos) {
        heardCount++;
        int level = theirs.level();
        DigestNode node = tree.node(level, theirs.index());
        if (node == null || !peers.get(peer).up) {
            return;
        }
        if (level == BucketDigests.ROOT_LEVEL && node.heard(peer) == theirs.digest()) {
            return;
        }
        boolean complete = true;
        for (int i = 0; i < BucketDigests.FANOUT; i++) {
            DigestNode child = tree.child(level, theirs.index(), i);
            if (child != null) {
                long index = theirs.index() * BucketDigests.FANOUT + i;
                complete &= hear(peer, child, level - 1, index, theirs.child(i), nowNanos);
            }
        }
        node.hear(peer, complete ? theirs.digest() : DigestNode.UNKNOWN);
    }

    /** False if something could not be asked for now. */
    private boolean hear(int peer, DigestNode node, int level, long index, long digest, long nowNanos) {
        if (node instanceof HealedBucket bucket) {
            hear(peer, bucket, digest, nowNanos);
            return true;
        }
        if (node.heard(peer) == digest) {
            return true;
        }
        if (digest != 0) {
            // Its own answer sets what is remembered; until then it is asked for again.
            return output.askDigests(peer, level, index);
        }
        for (int i = 0; i < BucketDigests.FANOUT; i++) {
            DigestNode child = tree.child(level, index, i);
            if (child != null) {
                hear(peer, child, level - 1, index * BucketDigests.FANOUT + i, 0, nowNanos);
            }
        }
        node.hear(peer, 0);
        return true;
    }

    private void hear(int peer, HealedBucket bucket, long digest, long nowNanos) {
        // It may have been counted by its own word since it was heard last, and have lost all of it again.
        boolean countedInVain = digest == 0 && (bucket.countedBits >>> peer & 1) != 0;
        if (bucket.heard(peer) == digest && !countedInVain) {
            return;
        }
        bucket.hear(peer, digest);
        if (digest == bucket.digest && bucket.shortFrames == 0 && bucket.countedBits != 0) {
            bucket.countedBits |= 1L << peer;
        } else {
            queue.schedule(bucket, nowNanos, limits.pollNanos());
        }
    }

    /** Answers to questions for digests. */
    long heardCount() {
        return heardCount;
    }
}
