package evtools.replication;

/** What healing remembers of a closed bucket. */
final class HealedBucket extends DigestNode {
    final long number;
    /** When it is to be looked at; {@link #scheduled} says whether at all. */
    long dueAt;

    boolean scheduled;
    /** Peers that counted as holders, surely or perhaps, when it was looked at last. */
    long countedBits;
    /** Those of them of which only that was known: that they may hold it. */
    long maybeBits;
    /** Frames that had too few holders then. */
    int shortFrames;
    /** How many others this server lets go before it, less the times it has waited for them. */
    int patience;
    /** Failures in a row. */
    int attempts;

    HealedBucket(long number) {
        this.number = number;
    }
}
