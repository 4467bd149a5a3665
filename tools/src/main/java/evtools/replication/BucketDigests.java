package evtools.replication;

/** What a server says of one node of its tree of digests. Immutable after it has been filled. */
public final class BucketDigests {
    /** Children of a node. */
    public static final int FANOUT = 64;

    /** Level of the root: six times six bits are more than the numbers of all buckets. */
    public static final int ROOT_LEVEL = 6;

    private final int level;
    private final long index;
    private final long digest;
    private final long[] children = new long[FANOUT];

    /**
     * A node without children yet.
     *
     * @param level 1: its children are buckets; 6: the root
     * @param index the node's number within its level: a bucket's number without its last 6 bits, once per level
     * @param digest the node's own digest; 0: nothing there
     */
    public BucketDigests(int level, long index, long digest) {
        this.level = level;
        this.index = index;
        this.digest = digest;
    }

    public int level() {
        return level;
    }

    public long index() {
        return index;
    }

    public long digest() {
        return digest;
    }

    /** The digest of a child, 0…63; 0 if it has nothing. */
    public long child(int number) {
        return children[number];
    }

    /** Sets the digest of a child. */
    public void setChild(int number, long childDigest) {
        children[number] = childDigest;
    }
}
