package evtools.evrecv;

import evtools.transport.Role;

/**
 * Decides whether a frame that begins to come in is taken, before there is memory for it: not when this server is about
 * to stop, not when the other servers are too far behind. Thread-safe.
 */
final class Admission {
    /** How long a frame may wait for memory to be received into. */
    private static final int WAIT_FOR_MEMORY_MILLIS = 250;

    private final Replicator replicator;
    private final ReceiveBuffers buffers;
    private volatile boolean leaving;

    Admission(Replicator replicator, ReceiveBuffers buffers) {
        this.replicator = replicator;
        this.buffers = buffers;
    }

    /** Nothing is taken any more. */
    void leave() {
        leaving = true;
    }

    /** Whether frames of clients of that role are welcome. */
    boolean isOpen(Role role) {
        return !leaving && (role == Role.PEER || !replicator.isOverloaded());
    }

    ReceiveBuffers buffers() {
        return buffers;
    }

    int waitForMemoryMillis() {
        return WAIT_FOR_MEMORY_MILLIS;
    }
}
