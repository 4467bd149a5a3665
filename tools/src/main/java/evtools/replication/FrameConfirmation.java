package evtools.replication;

/**
 * What follows from who holds a frame: with {@code acks} distinct holders it is acknowledged, with {@code copies}
 * durable ones it is confirmed, and what was deleted for a good reason has come to the end of its way. Not thread-safe.
 */
final class FrameConfirmation {
    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final RetryTimers timers;
    private final LateCheck lateCheck;
    private final SenderRules rules;
    private final FrameSender.Output output;
    private long settled;

    FrameConfirmation(
            SenderServers servers,
            OutgoingFrames frames,
            RetryTimers timers,
            LateCheck lateCheck,
            SenderRules rules,
            FrameSender.Output output) {
        this.servers = servers;
        this.frames = frames;
        this.timers = timers;
        this.lateCheck = lateCheck;
        this.rules = rules;
        this.output = output;
    }

    /** More is known of who holds the frame. */
    void progressed(OutgoingFrame frame, long now) {
        if (rules.acknowledges(frame.holders.count(), frame.answers, frame.acks)) {
            acknowledge(frame);
        }
        if (frame.acknowledged && frame.state == OutgoingFrame.State.IN_FLIGHT && frame.answered) {
            frames.makeAnswered(frame);
        }
        if (confirmIfEnough(frame, now)) {
            return;
        }
        if (frame.state == OutgoingFrame.State.READY && frame.acknowledged && frame.age == OutgoingFrame.Age.YOUNG) {
            // On its way to be sent again for want of holders, and somebody else found them.
            frames.makeAnswered(frame);
        }
        if (frame.state == OutgoingFrame.State.ANSWERED) {
            timers.later(frame, now);
        }
    }

    /**
     * Takes the frame out if enough distinct servers have it on disk.
     *
     * @return whether it did
     */
    boolean confirmIfEnough(OutgoingFrame frame, long now) {
        if (!rules.forgets(frame.holders.count(), servers.durableCount(frame.holders), frame.copies)) {
            return false;
        }
        frames.remove(frame);
        lateCheck.confirmed(frame, now);
        return true;
    }

    /** A server had it, and deleted it for a good reason. */
    void settle(OutgoingFrame frame) {
        if (!rules.forgetsDeleted()) {
            return;
        }
        frames.remove(frame);
        settled++;
        acknowledge(frame);
        output.forget(frame.sequence);
    }

    private void acknowledge(OutgoingFrame frame) {
        if (frames.acknowledge(frame)) {
            frame.attempts = 0;
            output.acknowledged(frame.sequence);
        }
    }

    /** Frames forgotten because a server said that they were archived or had expired. */
    long settled() {
        return settled;
    }
}
