package evtools.replication;

/** Sends what is ready, first come first served, each frame to a random server that can take it. Not thread-safe. */
final class FrameDispatch {
    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final RetryTimers timers;
    private final FrameSender.Output output;
    private long sent;
    private long sentBytes;
    private long resent;

    FrameDispatch(SenderServers servers, OutgoingFrames frames, RetryTimers timers, FrameSender.Output output) {
        this.servers = servers;
        this.frames = frames;
        this.timers = timers;
        this.output = output;
    }

    /** Sends until no server can take the next frame that was promised to nobody yet. */
    void sendReady(long now) {
        OutgoingFrame frame;
        while ((frame = frames.firstReady()) != null) {
            int server = choose(frame, now);
            if (server >= 0) {
                send(frame, server, now);
            } else if (frame.acknowledged) {
                frames.makeAnswered(frame);
                timers.later(frame, now);
            } else {
                return;
            }
        }
    }

    /** Where to send the frame: a server that does not hold it, if need be one that does; -1: nowhere now. */
    private int choose(OutgoingFrame frame, long now) {
        int server = servers.pick(frame, true, now);
        if (server < 0 && frame.avoid >= 0) {
            frame.avoid = -1;
            server = servers.pick(frame, true, now);
        }
        return server < 0 && !frame.acknowledged ? servers.pick(frame, false, now) : server;
    }

    private void send(OutgoingFrame frame, int server, long now) {
        if (frame.server >= 0) {
            resent++;
        }
        sent++;
        sentBytes += frame.bytes;
        frames.makeInFlight(frame, server);
        frame.maybeHeld = false;
        if (frame.age == OutgoingFrame.Age.OLD) {
            frame.lastSent(now);
        }
        frame.answered = false;
        frame.avoid = -1;
        frame.sentAt = now;
        frame.attempts++;
        output.send(server, frame.sequence, frame.acknowledged);
    }

    /** Frames sent, each time counted. */
    long sent() {
        return sent;
    }

    /** Bytes of them. */
    long sentBytes() {
        return sentBytes;
    }

    /** Frames sent more than once, counted each time. */
    long resent() {
        return resent;
    }
}
