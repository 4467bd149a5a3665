package evtools.replication;

/** What a sender knows of one server address. */
final class KnownServer {
    /** Not removed. */
    boolean present;
    /** It has been up: {@link #holder} is known. */
    boolean seen;

    boolean up;
    String zone = "";
    /** Who answered there last. */
    long holder;
    /** Full or failing: nothing is sent to it before this time. */
    long notBefore;

    int inFlightFrames;
    long inFlightBytes;

    /** Whether the window lets another frame go there. */
    boolean hasRoom(SenderLimits limits) {
        return inFlightFrames == 0 || (inFlightFrames < limits.windowFrames() && inFlightBytes < limits.windowBytes());
    }
}
