package evtools.replication;

/**
 * What a server says of one node of its tree of digests.
 *
 * @param level 1: its children are buckets; 6: the root
 * @param index the node's number within its level: a bucket's number, without its last 6 bits once per level
 * @param digest the node's own digest; 0: nothing there
 * @param numbers which of its 64 children have something, ascending
 * @param digests theirs
 */
public record BucketDigests(int level, long index, long digest, int[] numbers, long[] digests) {
    /** Children of a node. */
    public static final int FANOUT = 64;

    /** Level of the root: six times six bits are more than the numbers of all buckets. */
    public static final int ROOT_LEVEL = 6;

    /** The digest of a child; 0 if it has nothing. */
    long child(int number) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == number) {
                return digests[i];
            }
        }
        return 0;
    }
}
