package evtools.replication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Digests of this server's closed buckets, folded 64 to one, level by level, and beside each what the peers said of
 * theirs. A change of one bucket touches six nodes; two servers find the buckets in which they differ by going down
 * where digests differ.
 *
 * <p>Memory: about 150 bytes a bucket, and 8 for each peer. Peers are only remembered where this server has something.
 */
final class DigestTree {
    private static final int BITS = 6;
    private static final int MASK = BucketDigests.FANOUT - 1;

    private final Map<Long, HealedBucket> buckets = new TreeMap<>();
    private final List<Map<Long, DigestNode>> levels = new ArrayList<>();

    DigestTree() {
        for (int level = 0; level <= BucketDigests.ROOT_LEVEL; level++) {
            levels.add(new HashMap<>());
        }
    }

    Collection<HealedBucket> buckets() {
        return buckets.values();
    }

    @Nullable
    HealedBucket bucket(long number) {
        return buckets.get(number);
    }

    /** A node that has something, from level 1 up; null if it has not. */
    @Nullable
    DigestNode node(int level, long index) {
        return level < 1 || level > BucketDigests.ROOT_LEVEL
                ? null
                : levels.get(level).get(index);
    }

    /** Sets a bucket's digest, adding the bucket if it is new; then peers have to be asked for it. */
    HealedBucket put(long number, long digest, int peers) {
        HealedBucket bucket = buckets.get(number);
        if (bucket == null) {
            bucket = new HealedBucket(number);
            buckets.put(number, bucket);
            change(number, bucket, digest, peers);
        } else {
            change(number, bucket, digest, 0);
        }
        return bucket;
    }

    /** Takes a bucket out. */
    void remove(long number) {
        HealedBucket bucket = buckets.remove(number);
        if (bucket != null) {
            change(number, bucket, 0, 0);
        }
    }

    private void change(long number, DigestNode bucket, long digest, int forgetPeers) {
        long before = bucket.digest;
        bucket.digest = digest;
        long after = digest;
        for (int level = 1; level <= BucketDigests.ROOT_LEVEL; level++) {
            int child = (int) (number >>> (BITS * (level - 1))) & MASK;
            long index = number >>> (BITS * level);
            DigestNode node = levels.get(level).computeIfAbsent(index, key -> new DigestNode());
            long nodeBefore = node.digest;
            node.digest += (after == 0 ? 0 : FrameDigest.ofChild(child, after))
                    - (before == 0 ? 0 : FrameDigest.ofChild(child, before));
            if (forgetPeers > 0) {
                node.forgetAll(forgetPeers);
            }
            before = nodeBefore;
            after = node.digest;
            if (after == 0) {
                levels.get(level).remove(index);
            }
        }
    }

    /** What this server says of a node. */
    BucketDigests say(int level, long index) {
        DigestNode node = node(level, index);
        BucketDigests said = new BucketDigests(level, index, node == null ? 0 : node.digest);
        for (int i = 0; node != null && i < BucketDigests.FANOUT; i++) {
            DigestNode child = child(level, index, i);
            if (child != null) {
                said.setChild(i, child.digest);
            }
        }
        return said;
    }

    @Nullable
    DigestNode child(int level, long index, int number) {
        long at = index << BITS | number;
        return level == 1 ? buckets.get(at) : levels.get(level - 1).get(at);
    }

    /** A connection to that peer is new: everything above the buckets has to be asked for again. */
    void askAgain(int peer) {
        for (Map<Long, DigestNode> level : levels) {
            for (DigestNode node : level.values()) {
                node.hear(peer, DigestNode.UNKNOWN);
            }
        }
    }

    /** Nothing is known of that peer any more. */
    void forget(int peer) {
        askAgain(peer);
        for (HealedBucket bucket : buckets.values()) {
            bucket.hear(peer, 0);
        }
    }
}
