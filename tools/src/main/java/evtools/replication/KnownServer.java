package evtools.replication;

/** What a sender knows of one server address. */
final class KnownServer {
    boolean up;
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
