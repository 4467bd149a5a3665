package evtools.replication;

import java.util.ArrayList;
import java.util.List;

/** What it means for frames that a server comes up, is lost, is another one than before or goes. Not thread-safe. */
final class ServerChanges {
    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final RetryTimers timers;
    private final HeldQuestions questions;

    ServerChanges(SenderServers servers, OutgoingFrames frames, RetryTimers timers, HeldQuestions questions) {
        this.servers = servers;
        this.frames = frames;
        this.timers = timers;
        this.questions = questions;
    }

    /** A connection to this server is up; {@code holder} is who answered there. */
    void up(int server, long holder, long now) {
        KnownServer known = servers.get(server);
        boolean replaced = known.seen && known.holder != holder;
        long before = known.holder;
        known.connected(holder, now);
        servers.markPresent(holder);
        if (replaced && !servers.known(before)) {
            // A new store where another one was: what that had is not there any more.
            servers.markGone(before);
            lostHolder(before, now);
        }
        for (OutgoingFrame frame : frames.all()) {
            if (!frame.acknowledged && !frame.refused) {
                // What is in flight to a server that finds too few others is tried again soon, too.
                frame.attempts = 0;
            }
            if (frame.maybeHeld) {
                questions.askAtOnce(now);
            } else if (frame.state == OutgoingFrame.State.ANSWERED
                    && !frame.acknowledged
                    && !frame.holders.contains(holder)) {
                frames.makeReady(frame);
            }
        }
    }

    private void lostHolder(long holder, long now) {
        for (OutgoingFrame frame : frames.all()) {
            if (frame.holders.contains(holder)) {
                frame.holders.remove(holder);
                if (frame.state == OutgoingFrame.State.ANSWERED) {
                    frame.attempts = 0;
                    timers.later(frame, now);
                }
            }
        }
    }

    /**
     * The connection is lost: what was in flight there goes elsewhere.
     *
     * @return whether there was one
     */
    boolean down(int server, long now) {
        KnownServer lost = servers.get(server);
        if (!lost.up) {
            return false;
        }
        lost.up = false;
        List<OutgoingFrame> stranded = new ArrayList<>();
        for (OutgoingFrame frame : frames.all()) {
            boolean waitsForIt = frame.state == OutgoingFrame.State.ANSWERED && !frame.acknowledged;
            if (frame.server == server && (frame.state == OutgoingFrame.State.IN_FLIGHT || waitsForIt)) {
                stranded.add(frame);
            }
        }
        if (!stranded.isEmpty()) {
            lost.window.halve(now, now);
        }
        // Oldest first: put in front in reverse.
        for (OutgoingFrame frame : stranded.reversed()) {
            frames.makeReady(frame);
        }
        return true;
    }

    /** A server that is down is not to be used any more: of its holder only what is on disk for good still counts. */
    void removed(int server, long now) {
        KnownServer removed = servers.get(server);
        removed.present = false;
        if (!removed.seen || servers.known(removed.holder)) {
            return;
        }
        for (OutgoingFrame frame : frames.all()) {
            if (frame.holders.removeIfNotDurable(removed.holder) && frame.state == OutgoingFrame.State.ANSWERED) {
                timers.later(frame, now);
            }
        }
    }
}
