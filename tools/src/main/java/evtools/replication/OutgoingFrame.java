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
        ANSWERED,
        /** Enough servers have it on disk; kept until they have said so once more. */
        KEPT
    }

    /** How long its spool waits for it: what is too old is sent once more and then given up. */
    enum Age {
        YOUNG,
        /** Too old, and still to be sent once more. */
        OLD,
        /** Too old, and sent once more. */
        LAST_SENT
    }

    final long sequence;
    final int copies;
    final int acks;
    final int bytes;
    /** When its bucket ends. */
    final long bucketEndsAt;
    /** When it is too old. */
    final long tooOldAt;

    final FrameHolders holders = new FrameHolders();
    State state = State.READY;
    Age age = Age.YOUNG;
    boolean acknowledged;
    boolean refused;
    /** Left by an earlier run and not sent by this one: nobody knows yet who holds it. */
    boolean maybeHeld;
    /** It was confirmed, and is being confirmed for the second time. */
    boolean confirmedOnce;

    /** The server it is in flight to holds it and looks for more holders. */
    boolean answered;

    int server = -1;
    /** A server that did not answer for it in time: rather another one next; -1: none. */
    int avoid = -1;

    /** How many times a server has said that it holds it. */
    int answers;

    int attempts;
    long sentAt;
    /** When it was sent once more for being too old. */
    long lastWordAt;
    /** When something has to be looked at again. */
    long dueAt;

    OutgoingFrame(long sequence, int copies, int acks, int bytes, long bucketEndsAt, long tooOldAt) {
        this.sequence = sequence;
        this.copies = copies;
        this.acks = acks;
        this.bytes = bytes;
        this.bucketEndsAt = bucketEndsAt;
        this.tooOldAt = tooOldAt;
    }

    /** It is too old, and was sent once more: that was the last time. */
    void lastSent(long now) {
        age = Age.LAST_SENT;
        lastWordAt = now;
    }
}
