package evtools.replication;

import java.util.ArrayList;
import java.util.List;

/** A frame that a server has stored and that is to be on more servers. */
final class PendingFrame {
    final FrameKey key;
    final HolderSet holders = new HolderSet();
    /** Who is told of its holders. */
    final List<Long> clients = new ArrayList<>(1);

    final AnswerStatus status;
    int copies;
    long giveUpAt;
    /** Peers that have been sent the frame and have not answered. */
    long askedBits;
    /** Peers that have refused it; asked again only when they come up anew. */
    long refusedBits;
    /** Counted in the backlog. */
    boolean behind;

    PendingFrame(FrameKey key, AnswerStatus status) {
        this.key = key;
        this.status = status;
    }

    /** How many servers more are to be sent it, if all that were sent it take it. */
    int missing() {
        return copies - holders.size() - Long.bitCount(askedBits);
    }

    /** Whether it was sent to this peer, which has not answered. */
    boolean isAsked(int peer) {
        return (askedBits >>> peer & 1) != 0;
    }

    void asked(int peer) {
        askedBits |= 1L << peer;
    }

    /** The peer has answered, or never will. */
    void notAsked(int peer) {
        askedBits &= ~(1L << peer);
    }

    boolean isRefused(int peer) {
        return (refusedBits >>> peer & 1) != 0;
    }

    void refused(int peer) {
        refusedBits |= 1L << peer;
    }

    /** The peer may be asked again: it is another one than before, or has a new connection. */
    void notRefused(int peer) {
        refusedBits &= ~(1L << peer);
    }
}
