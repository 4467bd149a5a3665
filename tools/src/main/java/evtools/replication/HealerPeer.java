package evtools.replication;

/** What healing knows of one peer address. */
final class HealerPeer {
    /** It is one of the addresses this server was told of. */
    boolean present;

    boolean up;
    /** It has answered at least once. */
    boolean seen;
    /** Silent for so long that it counts as a holder no more. */
    boolean gone;
    /** Who answered there last. */
    long holder;
    /** Where it stands; empty if that is not known. */
    String zone = "";
    /** When it was lost, or made known. */
    long silentSince;
    /** Full or failing: nothing is sent to it before this time. */
    long notBefore;

    long inFlightBytes;
}
