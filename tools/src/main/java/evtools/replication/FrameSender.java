package evtools.replication;

import java.util.random.RandomGenerator;

/**
 * A sender's part: brings the frames of a spool to servers, and says when the spool may forget them.
 *
 * <pre>
 *            ┌──── no answer in time, server lost, full, overloaded ◄┐
 *            ▼                                                       │
 *  spool ► READY ── random server with room ──► IN FLIGHT ── answer ─┤
 *            ▲                                                       ▼
 *            ├── fewer than acks holders, for too long ◄───────── ANSWERED ── copies durable holders ─┐
 *            └── fewer than copies holders, all asked  ◄───────────  ▲ │                              │
 *                                                        durable? ───┘ ◄┘ every few seconds           │
 *                                                                    ▲                                ▼
 *                                     after the bucket's end ─────── KEPT ◄── first time, bucket open ┤
 *                                     (room needed, no more input: forgotten)                         ▼
 *                                                                                         forgotten ◄─┘
 * </pre>
 *
 * <p>A frame is <em>acknowledged</em> when {@code acks} distinct holders have it, and <em>forgotten</em> only when
 * {@code copies} distinct holders have confirmed it as fsynced. Sending a frame twice is harmless: servers know it by
 * its id.
 *
 * <p>What is too old is sent once more and then given up, if its spool wants that.
 *
 * <p>This class only takes what happens to the part that it concerns:
 *
 * <pre>
 *   a server comes, is lost, goes   {@link ServerChanges}
 *   a server answers                {@link FrameAnswers} ── holders ──► {@link FrameConfirmation} ── confirmed ──► {@link LateCheck}
 *   nobody answers in time          {@link FrameWatch}
 *   a spool waits too long          {@link TooOldFrames}
 *   it is time to ask               {@link HeldQuestions}
 *   a frame is ready                {@link FrameDispatch}
 *   what all of them know           {@link OutgoingFrames}, {@link RetryTimers}, {@link SenderServers}
 * </pre>
 *
 * <p>Memory: about 250 bytes a frame; the spool bounds how many there are. Not thread-safe.
 */
public final class FrameSender {
    /** What the machine wants done. Calls come from inside the {@code on…} methods and must not call back. */
    public interface Output {
        /**
         * Send this frame.
         *
         * @param storeOnly the server shall keep it and not pass it on: the machine chose each holder itself
         */
        void send(int server, long sequence, boolean storeOnly);

        /** Ask this server which of these frames it holds, and durably; it fsyncs before it answers. */
        void askHeld(int server, long[] sequences);

        /** {@code acks} distinct holders have the frame. Said once. */
        void acknowledged(long sequence);

        /** {@code copies} distinct holders have it on disk for good: the spool need not keep it. */
        void forget(long sequence);

        /** The frame was too old, was sent once more and is still not confirmed: the spool gives it up. */
        default void tooOld(long sequence) {
            throw new IllegalStateException("frame " + sequence + " was never to be given up");
        }

        /** A server will never store this frame (damaged in the spool, or not of its kind). It stays in the spool. */
        void refused(int server, long sequence);
    }

    /** What a server says about one frame it was asked for with {@link Output#askHeld}. */
    public enum Held {
        /** It does not hold it. */
        NO,
        /** It holds it, not yet fsynced. */
        YES,
        /** It holds it, fsynced. */
        DURABLY,
        /** It was deleted there after a verified copy went to an archive: nothing is left to be done. */
        ARCHIVED,
        /** It was there and is older than that server keeps frames: nothing is left to be done. */
        EXPIRED
    }

    /** Most frames in one {@link Output#askHeld}. */
    public static final int MAX_ASKED_AT_ONCE = 4_096;

    /** Most servers at a time. */
    public static final int MAX_SERVERS = HolderSet.MAX_HOLDERS;

    /** A frame that never becomes too old. */
    public static final long NEVER = Long.MAX_VALUE;

    private final SenderServers servers;
    private final OutgoingFrames frames;
    private final FrameDispatch dispatch;
    private final RetryTimers timers;
    private final HeldQuestions questions;
    private final LateCheck lateCheck;
    private final FrameAnswers answers;
    private final FrameConfirmation confirmation;
    private final FrameWatch watch;
    private final TooOldFrames tooOld;
    private final ServerChanges changes;

    /** A sender that knows {@code serverCount} addresses (0…{@link #MAX_SERVERS} - 1), all of them down for now. */
    public FrameSender(int serverCount, RandomGenerator random, SenderLimits limits, Output output, long nowNanos) {
        this(serverCount, random, limits, SenderRules.SHIPPED, output, nowNanos);
    }

    /** As the other, with other rules. */
    public FrameSender(
            int serverCount,
            RandomGenerator random,
            SenderLimits limits,
            SenderRules rules,
            Output output,
            long nowNanos) {
        this.servers = new SenderServers(limits, random);
        for (int i = 0; i < serverCount; i++) {
            servers.add("");
        }
        this.frames = new OutgoingFrames(servers);
        this.timers = new RetryTimers(limits, random);
        this.dispatch = new FrameDispatch(servers, frames, timers, output);
        this.questions = new HeldQuestions(servers, frames, limits, random, output, nowNanos);
        this.lateCheck = new LateCheck(frames, timers, questions, limits, output, random.nextLong());
        this.confirmation = new FrameConfirmation(servers, frames, timers, lateCheck, rules, output);
        this.answers = new FrameAnswers(servers, frames, timers, confirmation, limits, random, output);
        this.watch = new FrameWatch(servers, frames, timers, confirmation, limits, random);
        this.tooOld = new TooOldFrames(servers, frames, limits, output);
        this.changes = new ServerChanges(servers, frames, timers, questions);
    }

    /**
     * A server to send to from now on; down until {@link #onServerUp}.
     *
     * @param zone what it shares with others that may fail together with it; empty: unknown
     * @return its index, which names it until it is removed; -1: there are {@link #MAX_SERVERS} already
     */
    public int addServer(String zone) {
        return servers.add(zone);
    }

    /**
     * A server that is not to be used any more. What is in flight there goes elsewhere; what its holder is known to have
     * on disk for good still counts, anything less does not, as it can't be asked any more. The index may be given to
     * another server: nothing more may be reported of this one.
     */
    public void removeServer(int server, long nowNanos) {
        onServerDown(server, nowNanos);
        changes.removed(server, nowNanos);
    }

    /** What is now known of a server's zone. */
    public void onServerZone(int server, String zone) {
        servers.get(server).zone = zone;
    }

    /** As the longer one, of a frame that is forgotten as soon as it is confirmed and never too old. */
    public void onFrame(long sequence, int copies, int acks, int bytes, long nowNanos) {
        onFrame(sequence, copies, acks, bytes, nowNanos, NEVER, nowNanos);
    }

    /**
     * The spool has a frame to send.
     *
     * @param copies how many distinct durable holders it needs before it is forgotten, at least 1
     * @param acks how many distinct holders it needs to be acknowledged, 1…copies
     * @param bytes its size
     * @param bucketEndsAt when its bucket ends, on the clock of {@code nowNanos}: confirmed before, it is confirmed
     *     once more after that
     * @param tooOldAt when it is too old to be kept any longer; {@link #NEVER}
     */
    public void onFrame(
            long sequence, int copies, int acks, int bytes, long bucketEndsAt, long tooOldAt, long nowNanos) {
        frames.add(new OutgoingFrame(sequence, copies, acks, bytes, bucketEndsAt, tooOldAt));
        dispatch.sendReady(nowNanos);
    }

    /** As the longer one, of a frame that is forgotten as soon as it is confirmed and never too old. */
    public void onOldFrame(long sequence, int copies, int acks, int bytes, long nowNanos) {
        onOldFrame(sequence, copies, acks, bytes, nowNanos, NEVER, nowNanos);
    }

    /**
     * The spool has a frame that an earlier run may have sent: servers are asked for it before it is sent again. For the
     * parameters see {@link #onFrame(long, int, int, int, long, long, long)}.
     */
    public void onOldFrame(
            long sequence, int copies, int acks, int bytes, long bucketEndsAt, long tooOldAt, long nowNanos) {
        OutgoingFrame frame = new OutgoingFrame(sequence, copies, acks, bytes, bucketEndsAt, tooOldAt);
        frame.state = OutgoingFrame.State.ANSWERED;
        frame.maybeHeld = true;
        frames.add(frame);
        timers.later(frame, nowNanos);
    }

    /** The spool gives a frame up (it was full and had to drop it). */
    public void onDropped(long sequence, long nowNanos) {
        OutgoingFrame frame = frames.get(sequence);
        if (frame == null) {
            lateCheck.dropped(sequence);
            return;
        }
        frames.giveUp(frame);
        dispatch.sendReady(nowNanos);
    }

    /** The spool needs room: forgets what is only kept to be confirmed once more, the oldest first, to so many bytes. */
    public void releaseKept(long leaveBytes) {
        lateCheck.release(leaveBytes);
    }

    /** A server is about to stop: it answers for what it has been sent and gets nothing more, until it is up anew. */
    public void onServerLeaving(int server) {
        servers.get(server).leaving = true;
    }

    /** A connection to this server is up; {@code holder} is who answered there. */
    public void onServerUp(int server, long holder, long nowNanos) {
        changes.up(server, holder, nowNanos);
        dispatch.sendReady(nowNanos);
    }

    /** The connection is lost, or was silent for too long: what was in flight there goes elsewhere. */
    public void onServerDown(int server, long nowNanos) {
        if (changes.down(server, nowNanos)) {
            dispatch.sendReady(nowNanos);
        }
    }

    /** A server has answered for a frame that it was sent. It may answer several times as more servers hold it. */
    public void onAnswer(int server, long sequence, AnswerStatus status, HolderSet holders, long nowNanos) {
        OutgoingFrame frame = frames.get(sequence);
        if (frame != null) {
            answers.onAnswer(frame, server, status, holders, nowNanos);
            dispatch.sendReady(nowNanos);
        }
    }

    /** A server has said of one frame whether it holds it. */
    public void onHeld(int server, long sequence, Held held, long nowNanos) {
        OutgoingFrame frame = frames.get(sequence);
        if (frame != null && answers.onHeld(frame, server, held, nowNanos)) {
            dispatch.sendReady(nowNanos);
        }
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        watch.lookAtInFlight(nowNanos);
        watch.lookAtDue(nowNanos);
        lateCheck.checkDue(nowNanos);
        dispatch.sendReady(nowNanos);
        if (questions.isDue(nowNanos)) {
            tooOld.look(nowNanos);
            dispatch.sendReady(nowNanos);
            questions.ask(nowNanos);
        }
    }

    /** No more frames will come: ask for durability at once and more often; nothing waits for its bucket's end. */
    public void onFinish(long nowNanos) {
        questions.finish(nowNanos);
        lateCheck.finish();
    }

    /** Frames that fewer than their {@code acks} holders are known to have. */
    public int unacknowledgedCount() {
        return frames.unacknowledged();
    }

    /** Frames that fewer than their {@code copies} holders have confirmed, or not yet for the second time. */
    public int frameCount() {
        return frames.size();
    }

    /** Frames that are confirmed and kept to be confirmed once more. */
    public int keptCount() {
        return lateCheck.keptCount();
    }

    /** Bytes of them. */
    public long keptBytes() {
        return lateCheck.keptBytes();
    }

    /** Acknowledged frames that fewer than {@code copies} servers that can be asked are known to hold. Walks all. */
    public int copiesShortCount() {
        int count = 0;
        for (OutgoingFrame frame : frames.all()) {
            count += frame.acknowledged && servers.hopefulCount(frame.holders) < frame.copies ? 1 : 0;
        }
        return count;
    }

    /** Frames sent, each time counted. */
    public long sentCount() {
        return dispatch.sent();
    }

    /** Bytes of them. */
    public long sentBytes() {
        return dispatch.sentBytes();
    }

    /** Frames sent more than once, counted each time. */
    public long resentCount() {
        return dispatch.resent();
    }

    /** Frames forgotten because a server said that they were archived or had expired. */
    public long settledCount() {
        return confirmation.settled();
    }

    /** Frames given up because they were too old. */
    public long givenUpCount() {
        return tooOld.givenUp();
    }

    /** Frames that were asked for once more after their bucket's end. */
    public long checkedAgainCount() {
        return lateCheck.checkedAgain();
    }

    /** Whether there is a connection to this server. */
    public boolean isUp(int server) {
        return servers.get(server).up;
    }

    /** Frames sent to this server that it has not answered. */
    public int inFlightFrames(int server) {
        return servers.get(server).window.inFlightFrames();
    }

    /** How many servers are up. */
    public int upCount() {
        return servers.upCount();
    }

    /** How many frames may be in flight to a server now. */
    public int windowFrames(int server) {
        return servers.get(server).window.frames();
    }
}
