package evtools.replication;

import java.util.random.RandomGenerator;

/** What a server's answer means: for the frame it is about, and for how much that server is sent. Not thread-safe. */
final class FrameAnswers {
    /** A frame that a server refuses for good is not soon sent again. */
    private static final int ATTEMPTS_OF_REFUSED = 4;

    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final RetryTimers timers;
    private final FrameConfirmation confirmation;
    private final SenderLimits limits;
    private final RandomGenerator random;
    private final FrameSender.Output output;

    FrameAnswers(
            SenderServers servers,
            OutgoingFrames frames,
            RetryTimers timers,
            FrameConfirmation confirmation,
            SenderLimits limits,
            RandomGenerator random,
            FrameSender.Output output) {
        this.servers = servers;
        this.frames = frames;
        this.timers = timers;
        this.confirmation = confirmation;
        this.limits = limits;
        this.random = random;
        this.output = output;
    }

    /** To a frame that the server was sent. */
    void onAnswer(OutgoingFrame frame, int server, AnswerStatus status, HolderSet holders, long now) {
        boolean awaited = frame.state == OutgoingFrame.State.IN_FLIGHT && frame.server == server;
        if (status.settles()) {
            confirmation.settle(frame);
        } else if (status.holds()) {
            held(frame, servers.get(server), awaited, holders, now);
        } else {
            if (awaited) {
                frames.makeAnswered(frame);
            }
            if (status == AnswerStatus.REFUSED) {
                refused(frame, server, now);
            } else {
                notNow(frame, server, awaited, status, now);
            }
        }
    }

    private void held(OutgoingFrame frame, KnownServer server, boolean awaited, HolderSet holders, long now) {
        frame.answers++;
        learn(frame, server.holder, holders);
        if (awaited && !frame.answered) {
            frame.answered = true;
            server.window.answered(frame.sentAt, now);
        }
        confirmation.progressed(frame, now);
    }

    /** What a server's answer says: of itself at first hand, of others as it knows it. */
    private void learn(OutgoingFrame frame, long answering, HolderSet holders) {
        for (int i = 0; i < holders.size(); i++) {
            long holder = holders.holder(i);
            if (holder == answering) {
                frame.holders.confirm(holder, holders.isDurable(i));
            } else if (!servers.isGone(holder)) {
                frame.holders.report(holder, holders.isDurable(i), servers.reachable(holder));
            }
        }
    }

    private void refused(OutgoingFrame frame, int server, long now) {
        if (!frame.refused) {
            frame.refused = true;
            output.refused(server, frame.sequence);
        }
        frame.attempts = Math.max(frame.attempts, ATTEMPTS_OF_REFUSED);
        timers.later(frame, now);
    }

    /** It is full, overloaded or failing: it is left alone for a while. */
    private void notNow(OutgoingFrame frame, int server, boolean awaited, AnswerStatus status, long now) {
        SendWindow window = servers.get(server).window;
        window.halve(awaited ? frame.sentAt : now, now);
        window.rest(status == AnswerStatus.OVERLOADED ? limits.overloadedNanos() : limits.fullNanos(), now, random);
        if (awaited) {
            frame.avoid = server;
            frames.makeReady(frame);
        }
    }

    /**
     * To the question whether the server holds the frame.
     *
     * @return whether there may be something to send
     */
    boolean onHeld(OutgoingFrame frame, int server, FrameSender.Held held, long now) {
        long holder = servers.get(server).holder;
        return switch (held) {
            case NO -> notHeld(frame, holder, now);
            case ARCHIVED, EXPIRED -> {
                confirmation.settle(frame);
                yield true;
            }
            case YES, DURABLY -> {
                frame.holders.confirm(holder, held == FrameSender.Held.DURABLY);
                confirmation.progressed(frame, now);
                yield false;
            }
        };
    }

    private boolean notHeld(OutgoingFrame frame, long holder, long now) {
        boolean counted = frame.holders.contains(holder);
        frame.holders.deny(holder);
        if (frame.state == OutgoingFrame.State.ANSWERED) {
            if (frame.maybeHeld && servers.allDeny(frame.holders)) {
                frames.makeReady(frame);
                return true;
            }
            if (counted) {
                frame.attempts = 0;
                timers.later(frame, now);
            }
        }
        return false;
    }
}
