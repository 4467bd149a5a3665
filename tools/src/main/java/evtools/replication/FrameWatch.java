package evtools.replication;

import java.util.random.RandomGenerator;

/**
 * Looks after frames of which nothing was heard for a while: those in flight whose answer takes too long, and those
 * that wait for more holders. Not thread-safe.
 */
final class FrameWatch {
    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final RetryTimers timers;
    private final FrameConfirmation confirmation;
    private final SenderLimits limits;
    private final RandomGenerator random;

    FrameWatch(
            SenderServers servers,
            OutgoingFrames frames,
            RetryTimers timers,
            FrameConfirmation confirmation,
            SenderLimits limits,
            RandomGenerator random) {
        this.servers = servers;
        this.frames = frames;
        this.timers = timers;
        this.confirmation = confirmation;
        this.limits = limits;
        this.random = random;
    }

    /** Looks at what is in flight. */
    void lookAtInFlight(long now) {
        for (OutgoingFrame frame : frames.inFlight()) {
            long waited = now - frame.sentAt;
            if (frame.state != OutgoingFrame.State.IN_FLIGHT
                    || waited < Math.min(limits.slowNanos(), limits.partialNanos())) {
                continue;
            }
            if (frame.answered) {
                if (waited >= limits.partialNanos()) {
                    partlyPlaced(frame, now);
                }
            } else if (waited >= limits.answerNanos()
                    || (waited >= limits.slowNanos() && servers.anyHealthyOther(frame, now))) {
                unanswered(frame, now);
            }
        }
    }

    /** Its server holds it, but too few others took it yet. */
    private void partlyPlaced(OutgoingFrame frame, long now) {
        frames.makeAnswered(frame);
        if (servers.anyHealthyOther(frame, now)) {
            frame.avoid = frame.server;
            frames.makeReady(frame);
        } else {
            // Looked at again later; it doesn't take room in the window meanwhile.
            timers.later(frame, now);
        }
    }

    /** Alive and silent about this frame: another server is quicker, or may be. */
    private void unanswered(OutgoingFrame frame, long now) {
        SendWindow window = servers.get(frame.server).window;
        window.unanswered(frame.sentAt, now);
        if (!window.rests(now)) {
            window.rest(limits.overloadedNanos(), now, random);
        }
        frame.avoid = frame.server;
        frames.makeReady(frame);
    }

    /** Looks at what has waited for more holders as long as it should. */
    void lookAtDue(long now) {
        OutgoingFrame frame;
        while ((frame = timers.takeDue(now)) != null) {
            if (frames.contains(frame)) {
                due(frame, now);
            }
        }
    }

    private void due(OutgoingFrame frame, long now) {
        if (frame.acknowledged && servers.hopefulCount(frame.holders) >= frame.copies) {
            // Enough holders that can be asked: only their disks are waited for. What others said of one counts as soon
            // as it can't be asked any more, and perhaps no answer comes any more that would make us look.
            if (!confirmation.confirmIfEnough(frame, now)) {
                timers.later(frame, now);
            }
        } else if (frame.acknowledged && servers.pick(frame, true, now) < 0) {
            timers.later(frame, now);
        } else {
            frames.makeReady(frame);
        }
    }
}
