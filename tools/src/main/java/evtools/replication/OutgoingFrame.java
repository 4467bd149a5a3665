package evtools.replication;

/** A frame that a sender has not forgotten yet, and what it knows of it. */
final class OutgoingFrame {
    /** Where it stands. */
    enum State {
        /** To be sent as soon as a server can take it. */
        READY,
        /** Sent, and counted in that server's window. */
        IN_FLIGHT,
        /** Somebody has it; looked at again when it is due. */
        ANSWERED
    }

    final long sequence;
    final int copies;
    final int acks;
    final int bytes;
    final HolderSet holders = new HolderSet();
    State state = State.READY;
    boolean acknowledged;
    boolean refused;
    /** Left by an earlier run and not sent by this one: nobody knows yet who holds it. */
    boolean maybeHeld;

    /** The server it is in flight to holds it and looks for more holders. */
    boolean answered;

    int server = -1;
    int attempts;
    long sentAt;
    /** When something has to be looked at again. */
    long dueAt;

    OutgoingFrame(long sequence, int copies, int acks, int bytes) {
        this.sequence = sequence;
        this.copies = copies;
        this.acks = acks;
        this.bytes = bytes;
    }
}
