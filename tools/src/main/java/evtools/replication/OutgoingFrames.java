package evtools.replication;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames that not enough servers have confirmed, and where each of them stands.
 *
 * <pre>
 *   {@link OutgoingFrame.State#READY}      stands in the queue of what is to be sent
 *   {@link OutgoingFrame.State#IN_FLIGHT}  counts in the window of the server that it was sent to
 *   {@link OutgoingFrame.State#ANSWERED}   neither
 * </pre>
 *
 * <p>Only this class moves a frame from one of them to another. Not thread-safe.
 */
final class OutgoingFrames {
    private final SenderServers servers;
    private final Map<Long, OutgoingFrame> frames = new LinkedHashMap<>();
    private final ArrayDeque<OutgoingFrame> ready = new ArrayDeque<>();
    private final Set<OutgoingFrame> inFlight = new LinkedHashSet<>();
    private int unacknowledged;

    OutgoingFrames(SenderServers servers) {
        this.servers = servers;
    }

    /** A new one, to be sent behind all others if it is {@link OutgoingFrame.State#READY}. */
    void add(OutgoingFrame frame) {
        if (frames.put(frame.sequence, frame) != null) {
            throw new IllegalStateException("frame " + frame.sequence + " is there already");
        }
        unacknowledged++;
        if (frame.state == OutgoingFrame.State.READY) {
            ready.addLast(frame);
        }
    }

    /** One that had been confirmed is to be confirmed again. */
    void addConfirmed(OutgoingFrame frame) {
        frame.state = OutgoingFrame.State.ANSWERED;
        frames.put(frame.sequence, frame);
    }

    @Nullable
    OutgoingFrame get(long sequence) {
        return frames.get(sequence);
    }

    /** Whether it is still there. */
    boolean contains(OutgoingFrame frame) {
        return frames.get(frame.sequence) == frame;
    }

    /** All of them, in the order in which they came. */
    Collection<OutgoingFrame> all() {
        return Collections.unmodifiableCollection(frames.values());
    }

    int size() {
        return frames.size();
    }

    /** How many are not acknowledged. */
    int unacknowledged() {
        return unacknowledged;
    }

    /** The one to be sent next; null: none. */
    @Nullable
    OutgoingFrame firstReady() {
        return ready.peekFirst();
    }

    /** Those in flight now, in the order in which they were sent. */
    List<OutgoingFrame> inFlight() {
        return inFlight.isEmpty() ? List.of() : List.copyOf(inFlight);
    }

    /** It is to be sent. What was promised to nobody yet goes before new ones; a repair goes behind them. */
    void makeReady(OutgoingFrame frame) {
        land(frame);
        if (frame.state != OutgoingFrame.State.READY) {
            frame.state = OutgoingFrame.State.READY;
            if (frame.acknowledged) {
                ready.addLast(frame);
            } else {
                ready.addFirst(frame);
            }
        }
    }

    /** The first that is ready has been sent to this server. */
    void makeInFlight(OutgoingFrame frame, int server) {
        ready.removeFirst();
        frame.state = OutgoingFrame.State.IN_FLIGHT;
        frame.server = server;
        inFlight.add(frame);
        servers.get(server).window.sent(frame.bytes);
    }

    /** Somebody has it, or nobody can take it now: it is neither to be sent nor waited for. */
    void makeAnswered(OutgoingFrame frame) {
        land(frame);
        unqueue(frame);
        frame.state = OutgoingFrame.State.ANSWERED;
    }

    /** @return whether it was not acknowledged before */
    boolean acknowledge(OutgoingFrame frame) {
        if (frame.acknowledged) {
            return false;
        }
        frame.acknowledged = true;
        unacknowledged--;
        return true;
    }

    /** Nothing more is done for the frame. */
    void remove(OutgoingFrame frame) {
        land(frame);
        unqueue(frame);
        frames.remove(frame.sequence);
    }

    /** Nothing more is done for the frame, acknowledged or not. */
    void giveUp(OutgoingFrame frame) {
        remove(frame);
        if (!frame.acknowledged) {
            unacknowledged--;
        }
    }

    private void land(OutgoingFrame frame) {
        if (frame.state == OutgoingFrame.State.IN_FLIGHT && inFlight.remove(frame)) {
            servers.get(frame.server).window.landed(frame.bytes);
        }
    }

    private void unqueue(OutgoingFrame frame) {
        if (frame.state == OutgoingFrame.State.READY) {
            ready.remove(frame);
        }
    }
}
