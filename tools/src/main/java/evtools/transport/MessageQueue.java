package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be written to a connection, and whether it takes any more.
 *
 * <pre>
 *   open ──► draining: takes nothing more, what waits is written ──► closed
 *     └──────────────────────────────────────────────────────────────▲
 * </pre>
 *
 * <p>Thread-safe; one thread {@link #take}s.
 */
final class MessageQueue {
    /** Messages that may wait, beside the bound of their bytes. */
    private static final int MAX_MESSAGES = 16_384;
    /** So many that the other side surely doesn't read. */
    static final int TOO_MANY_MESSAGES = 4 * MAX_MESSAGES;

    private final long maxBytes;
    private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long writtenBytes;
    /** Somebody waited for room and nothing was written meanwhile: nobody waits again until something is. */
    private boolean stuck;

    private boolean draining;
    /** The writing thread waits for something to write. */
    private boolean idle;

    private boolean closed;
    private @Nullable String closedWhy;

    MessageQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** As {@link Connection#offer}. */
    synchronized boolean offer(OutgoingMessage message) {
        if (closed || draining || !hasRoom(message)) {
            return false;
        }
        add(message);
        return true;
    }

    /**
     * Adds one even when the queue is full; drops it if it takes nothing more.
     *
     * @return false: far too many wait already
     */
    synchronized boolean addAnyway(int type, ByteBuffer body) {
        if (closed || draining) {
            return true;
        }
        if (queue.size() >= TOO_MANY_MESSAGES) {
            return false;
        }
        add(OutgoingMessage.of(type, body));
        return true;
    }

    /** As {@link Connection#put}, but that the message is still the caller's after any exception. */
    synchronized void put(OutgoingMessage message) throws IOException, InterruptedException {
        while (!closed && !hasRoom(message)) {
            wait();
        }
        if (closed || draining) {
            throw new IOException(closedWhy());
        }
        add(message);
    }

    private boolean hasRoom(OutgoingMessage message) {
        return queue.size() < MAX_MESSAGES && (queuedBytes == 0 || queuedBytes + message.length() <= maxBytes);
    }

    private void add(OutgoingMessage message) {
        queue.addLast(message);
        queuedBytes += message.length();
        notifyAll();
    }

    /** As {@link Connection#awaitRoom}. */
    @SuppressWarnings("WaitNotInLoop") // Whoever waits for room looks anew in any case.
    synchronized void awaitRoom(int millis) throws InterruptedException {
        if (closed || queuedBytes < maxBytes || stuck) {
            return;
        }
        long writtenBefore = writtenBytes;
        try {
            wait(millis);
        } finally {
            stuck = writtenBytes == writtenBefore;
        }
    }

    /** The next message, or a heartbeat when there was none for a while; null when nothing more will be written. */
    @SuppressWarnings("WaitNotInLoop") // A heartbeat too early does no harm.
    synchronized @Nullable OutgoingMessage take() throws InterruptedException {
        if (queue.isEmpty() && !closed && !draining) {
            idle = true;
            try {
                wait(Connection.HEARTBEAT_MILLIS);
            } finally {
                idle = false;
            }
        }
        if (closed || (draining && queue.isEmpty())) {
            return null;
        }
        OutgoingMessage message = queue.pollFirst();
        return message != null ? message : OutgoingMessage.of(MessageType.HEARTBEAT, ByteBuffer.allocate(0));
    }

    /**
     * What was {@link #take}n is written, or never will be.
     *
     * @return whether none waits behind it
     */
    synchronized boolean written(OutgoingMessage message) {
        queuedBytes -= message.length();
        writtenBytes += message.length();
        stuck = false;
        notifyAll();
        return queue.isEmpty();
    }

    /** Takes nothing more. */
    synchronized void drain() {
        draining = true;
        notifyAll();
    }

    /**
     * As {@link #drain}, if nothing waits to be written and the writing thread can say at once that this is the end.
     *
     * @return whether it is so
     */
    synchronized boolean drainIfIdle() {
        if (!idle || closed || draining) {
            return false;
        }
        drain();
        return true;
    }

    /**
     * Ends it.
     *
     * @return what never will be written; null: it had ended before
     */
    synchronized @Nullable List<OutgoingMessage> close(String why) {
        if (closed) {
            return null;
        }
        closed = true;
        closedWhy = why;
        List<OutgoingMessage> left = List.copyOf(queue);
        queue.clear();
        queuedBytes = 0;
        notifyAll();
        return left;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Why it was closed; the text {@code null} if it was not. */
    synchronized String closedWhy() {
        return String.valueOf(closedWhy);
    }
}
