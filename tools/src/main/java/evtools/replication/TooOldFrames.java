package evtools.replication;

import java.util.ArrayList;
import java.util.List;

/** Sends what is too old once more, and gives it up if it is not confirmed then. Not thread-safe. */
final class TooOldFrames {
    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final SenderLimits limits;
    private final FrameSender.Output output;
    private long givenUp;

    TooOldFrames(SenderServers servers, OutgoingFrames frames, SenderLimits limits, FrameSender.Output output) {
        this.servers = servers;
        this.frames = frames;
        this.limits = limits;
        this.output = output;
    }

    /** Makes ready what has become too old, and gives up what was sent once more long enough ago. */
    void look(long now) {
        List<OutgoingFrame> over = new ArrayList<>();
        List<OutgoingFrame> old = new ArrayList<>();
        for (OutgoingFrame frame : frames.all()) {
            if (frame.age == OutgoingFrame.Age.LAST_SENT) {
                if (now - frame.lastWordAt >= limits.lastWordNanos()) {
                    over.add(frame);
                }
            } else if (frame.tooOldAt != FrameSender.NEVER && now - frame.tooOldAt >= 0) {
                old.add(frame);
            }
        }
        for (OutgoingFrame frame : old) {
            sendOnceMore(frame, now);
        }
        for (OutgoingFrame frame : over) {
            frames.giveUp(frame);
            givenUp++;
            output.tooOld(frame.sequence);
        }
    }

    private void sendOnceMore(OutgoingFrame frame, long now) {
        frame.age = OutgoingFrame.Age.OLD;
        // In flight already; or whoever could take it has it.
        if (frame.state == OutgoingFrame.State.IN_FLIGHT || (frame.acknowledged && servers.allHold(frame.holders))) {
            frame.lastSent(now);
        } else {
            frames.makeReady(frame);
        }
    }

    /** Frames given up. */
    long givenUp() {
        return givenUp;
    }
}
