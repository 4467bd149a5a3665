package evtools.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
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

    private static final long CHECK_GRAIN_NANOS = 1_000_000_000L;
    private static final long FIRST_FINISH_QUESTION_NANOS = 25_000_000L;

    private record Timer(long dueAt, OutgoingFrame frame) {}

    private final SenderServers servers;
    private final SenderLimits limits;
    private final SenderRules rules;
    private final RandomGenerator random;
    private final Output output;
    private final long checkSeed;
    private final Map<Long, OutgoingFrame> frames = new LinkedHashMap<>();
    private final KeptFrames kept = new KeptFrames();
    private final ArrayDeque<OutgoingFrame> ready = new ArrayDeque<>();
    private final Set<OutgoingFrame> inFlight = new LinkedHashSet<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.dueAt - b.dueAt));

    private long now;
    private long nextQuestionAt;
    private long finishQuestionNanos = FIRST_FINISH_QUESTION_NANOS;
    private boolean finishing;
    private int unacknowledged;
    private long sent;
    private long sentBytes;
    private long resent;
    private long settled;
    private long givenUp;
    private long checkedAgain;

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
        this.rules = rules;
        this.servers = new SenderServers(limits, random);
        for (int i = 0; i < serverCount; i++) {
            servers.add("");
        }
        this.random = random;
        this.limits = limits;
        this.output = output;
        this.checkSeed = random.nextLong();
        this.now = nowNanos;
        this.nextQuestionAt = nowNanos + limits.questionNanos();
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
        KnownServer removed = servers.get(server);
        removed.present = false;
        if (!removed.seen || servers.known(removed.holder)) {
            return;
        }
        for (OutgoingFrame frame : frames.values()) {
            FrameHolders holders = frame.holders;
            for (int i = 0; i < holders.entries(); i++) {
                if (holders.holder(i) == removed.holder && !holders.isDurable(i, false)) {
                    holders.remove(removed.holder);
                    if (frame.state == OutgoingFrame.State.ANSWERED) {
                        later(frame);
                    }
                    break;
                }
            }
        }
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
        now = nowNanos;
        ready.addLast(add(new OutgoingFrame(sequence, copies, acks, bytes, bucketEndsAt, tooOldAt)));
        sendReady();
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
        now = nowNanos;
        OutgoingFrame frame = add(new OutgoingFrame(sequence, copies, acks, bytes, bucketEndsAt, tooOldAt));
        frame.state = OutgoingFrame.State.ANSWERED;
        frame.maybeHeld = true;
        later(frame);
    }

    private OutgoingFrame add(OutgoingFrame frame) {
        if (frames.put(frame.sequence, frame) != null) {
            throw new IllegalStateException("frame " + frame.sequence + " is there already");
        }
        unacknowledged++;
        return frame;
    }

    /** The spool gives a frame up (it was full and had to drop it). */
    public void onDropped(long sequence, long nowNanos) {
        now = nowNanos;
        OutgoingFrame frame = frames.get(sequence);
        if (frame == null) {
            kept.remove(sequence);
            return;
        }
        leave(frame);
        if (!frame.acknowledged) {
            unacknowledged--;
        }
        sendReady();
    }

    /** The spool needs room: forgets what is only kept to be confirmed once more, the oldest first, to so many bytes. */
    public void releaseKept(long leaveBytes) {
        OutgoingFrame frame;
        while (kept.bytes() > leaveBytes && (frame = kept.removeOldest()) != null) {
            output.forget(frame.sequence);
        }
    }

    /** A server is about to stop: it answers for what it has been sent and gets nothing more, until it is up anew. */
    public void onServerLeaving(int server) {
        servers.get(server).leaving = true;
    }

    /** A connection to this server is up; {@code holder} is who answered there. */
    public void onServerUp(int server, long holder, long nowNanos) {
        now = nowNanos;
        KnownServer known = servers.get(server);
        boolean replaced = known.seen && known.holder != holder;
        long before = known.holder;
        known.up = true;
        known.leaving = false;
        known.seen = true;
        known.holder = holder;
        known.window.connected(nowNanos);
        servers.markPresent(holder);
        if (replaced && !servers.known(before)) {
            // A new store where another one was: what that had is not there any more.
            servers.markGone(before);
            lostHolder(before);
        }
        for (OutgoingFrame frame : frames.values()) {
            if (!frame.acknowledged && !frame.refused) {
                // What is in flight to a server that finds too few others is tried again soon, too.
                frame.attempts = 0;
            }
            if (frame.maybeHeld) {
                nextQuestionAt = nowNanos;
            } else if (frame.state == OutgoingFrame.State.ANSWERED
                    && !frame.acknowledged
                    && !frame.holders.contains(holder)) {
                makeReady(frame);
            }
        }
        sendReady();
    }

    private void lostHolder(long holder) {
        for (OutgoingFrame frame : frames.values()) {
            if (frame.holders.contains(holder)) {
                frame.holders.remove(holder);
                if (frame.state == OutgoingFrame.State.ANSWERED) {
                    frame.attempts = 0;
                    later(frame);
                }
            }
        }
    }

    /** The connection is lost, or was silent for too long: what was in flight there goes elsewhere. */
    public void onServerDown(int server, long nowNanos) {
        now = nowNanos;
        KnownServer lost = servers.get(server);
        if (!lost.up) {
            return;
        }
        lost.up = false;
        List<OutgoingFrame> stranded = new ArrayList<>();
        for (OutgoingFrame frame : frames.values()) {
            boolean waitsForIt = frame.state == OutgoingFrame.State.ANSWERED && !frame.acknowledged;
            if (frame.server == server && (frame.state == OutgoingFrame.State.IN_FLIGHT || waitsForIt)) {
                stranded.add(frame);
            }
        }
        if (!stranded.isEmpty()) {
            lost.window.halve(nowNanos, nowNanos);
        }
        // Oldest first: put in front in reverse.
        for (int i = stranded.size() - 1; i >= 0; i--) {
            makeReady(stranded.get(i));
        }
        sendReady();
    }

    /** A server has answered for a frame that it was sent. It may answer several times as more servers hold it. */
    public void onAnswer(int server, long sequence, AnswerStatus status, HolderSet holders, long nowNanos) {
        now = nowNanos;
        OutgoingFrame frame = frames.get(sequence);
        if (frame == null) {
            return;
        }
        KnownServer known = servers.get(server);
        boolean awaited = frame.state == OutgoingFrame.State.IN_FLIGHT && frame.server == server;
        if (status.settles()) {
            settle(frame);
            sendReady();
            return;
        }
        if (status.holds()) {
            frame.answers++;
            learn(frame, known.holder, holders);
            if (awaited && !frame.answered) {
                frame.answered = true;
                known.window.answered(frame.sentAt, now);
            }
            progressed(frame);
            sendReady();
            return;
        }
        if (awaited) {
            landed(frame);
            frame.state = OutgoingFrame.State.ANSWERED;
        }
        if (status == AnswerStatus.REFUSED) {
            if (!frame.refused) {
                frame.refused = true;
                output.refused(server, sequence);
            }
            frame.attempts = Math.max(frame.attempts, 4);
            later(frame);
        } else {
            known.window.halve(awaited ? frame.sentAt : now, now);
            known.window.rest(
                    status == AnswerStatus.OVERLOADED ? limits.overloadedNanos() : limits.fullNanos(), now, random);
            if (awaited) {
                frame.avoid = server;
                makeReady(frame);
            }
        }
        sendReady();
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

    /** A server has said of one frame whether it holds it. */
    public void onHeld(int server, long sequence, Held held, long nowNanos) {
        now = nowNanos;
        OutgoingFrame frame = frames.get(sequence);
        if (frame == null) {
            return;
        }
        long holder = servers.get(server).holder;
        if (held == Held.NO) {
            boolean counted = frame.holders.contains(holder);
            frame.holders.deny(holder);
            if (frame.state == OutgoingFrame.State.ANSWERED) {
                if (frame.maybeHeld && servers.allDeny(frame.holders)) {
                    makeReady(frame);
                    sendReady();
                } else if (counted) {
                    frame.attempts = 0;
                    later(frame);
                }
            }
        } else if (held == Held.ARCHIVED || held == Held.EXPIRED) {
            settle(frame);
            sendReady();
        } else {
            frame.holders.confirm(holder, held == Held.DURABLY);
            progressed(frame);
        }
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        now = nowNanos;
        lookAtInFlight();
        while (!timers.isEmpty() && timers.element().dueAt - now <= 0) {
            Timer timer = timers.remove();
            OutgoingFrame frame = timer.frame;
            if (timer.dueAt == frame.dueAt
                    && frame.state == OutgoingFrame.State.ANSWERED
                    && frames.get(frame.sequence) == frame) {
                due(frame);
            }
        }
        checkKeptAgain();
        sendReady();
        if (now - nextQuestionAt >= 0) {
            giveUpOld();
            ask();
            nextQuestionAt = now + untilNextQuestion();
        }
    }

    private long untilNextQuestion() {
        if (!finishing) {
            return jittered(limits.questionNanos());
        }
        long wait = finishQuestionNanos;
        finishQuestionNanos = Math.min(limits.finishQuestionNanos(), 2 * wait);
        return wait;
    }

    private void lookAtInFlight() {
        if (inFlight.isEmpty()) {
            return;
        }
        for (OutgoingFrame frame : List.copyOf(inFlight)) {
            long waited = now - frame.sentAt;
            if (frame.state != OutgoingFrame.State.IN_FLIGHT
                    || waited < Math.min(limits.slowNanos(), limits.partialNanos())) {
                continue;
            }
            if (frame.answered) {
                if (waited >= limits.partialNanos()) {
                    partlyPlaced(frame);
                }
            } else if (waited >= limits.answerNanos()
                    || (waited >= limits.slowNanos() && servers.anyHealthyOther(frame, now))) {
                unanswered(frame);
            }
        }
    }

    /** Its server holds it, but too few others took it yet. */
    private void partlyPlaced(OutgoingFrame frame) {
        landed(frame);
        frame.state = OutgoingFrame.State.ANSWERED;
        if (servers.anyHealthyOther(frame, now)) {
            frame.avoid = frame.server;
            makeReady(frame);
        } else {
            // Looked at again later; it doesn't take room in the window meanwhile.
            later(frame);
        }
    }

    /** Alive and silent about this frame: another server is quicker, or may be. */
    private void unanswered(OutgoingFrame frame) {
        SendWindow window = servers.get(frame.server).window;
        window.unanswered(frame.sentAt, now);
        if (!window.rests(now)) {
            window.rest(limits.overloadedNanos(), now, random);
        }
        frame.avoid = frame.server;
        makeReady(frame);
    }

    /** What was kept for this is asked for anew: what is on whose disk after the bucket's end. */
    private void checkKeptAgain() {
        for (OutgoingFrame frame : kept.takeDue(now)) {
            frame.confirmedOnce = true;
            frame.holders.unconfirm();
            frame.state = OutgoingFrame.State.ANSWERED;
            frame.attempts = 0;
            frames.put(frame.sequence, frame);
            later(frame);
            nextQuestionAt = now;
            checkedAgain++;
        }
    }

    /** Sends what is too old once more, and gives up what was. */
    private void giveUpOld() {
        List<OutgoingFrame> over = new ArrayList<>();
        List<OutgoingFrame> old = new ArrayList<>();
        for (OutgoingFrame frame : frames.values()) {
            if (frame.age == OutgoingFrame.Age.LAST_SENT) {
                if (now - frame.lastWordAt >= limits.lastWordNanos()) {
                    over.add(frame);
                }
            } else if (frame.tooOldAt != NEVER && now - frame.tooOldAt >= 0) {
                old.add(frame);
            }
        }
        for (OutgoingFrame frame : old) {
            frame.age = OutgoingFrame.Age.OLD;
            // In flight already; or whoever could take it has it.
            if (frame.state == OutgoingFrame.State.IN_FLIGHT
                    || (frame.acknowledged && servers.allHold(frame.holders))) {
                frame.age = OutgoingFrame.Age.LAST_SENT;
                frame.lastWordAt = now;
            } else {
                makeReady(frame);
            }
        }
        for (OutgoingFrame frame : over) {
            leave(frame);
            if (!frame.acknowledged) {
                unacknowledged--;
            }
            givenUp++;
            output.tooOld(frame.sequence);
        }
        sendReady();
    }

    /** No more frames will come: ask for durability at once and more often; nothing waits for its bucket's end. */
    public void onFinish(long nowNanos) {
        now = nowNanos;
        if (!finishing) {
            finishing = true;
            nextQuestionAt = nowNanos;
            releaseKept(0);
        }
    }

    /** Frames that fewer than their {@code acks} holders are known to have. */
    public int unacknowledgedCount() {
        return unacknowledged;
    }

    /** Frames that fewer than their {@code copies} holders have confirmed, or not yet for the second time. */
    public int frameCount() {
        return frames.size();
    }

    /** Frames that are confirmed and kept to be confirmed once more. */
    public int keptCount() {
        return kept.size();
    }

    /** Bytes of them. */
    public long keptBytes() {
        return kept.bytes();
    }

    /** Frames ready to be sent that no server has taken yet. */
    public int readyCount() {
        return ready.size();
    }

    /** Acknowledged frames that fewer than {@code copies} servers that can be asked are known to hold. Walks all. */
    public int copiesShortCount() {
        int count = 0;
        for (OutgoingFrame frame : frames.values()) {
            count += frame.acknowledged && servers.hopefulCount(frame.holders) < frame.copies ? 1 : 0;
        }
        return count;
    }

    /** Frames sent, each time counted. */
    public long sentCount() {
        return sent;
    }

    /** Bytes of them. */
    public long sentBytes() {
        return sentBytes;
    }

    /** Frames sent more than once, counted each time. */
    public long resentCount() {
        return resent;
    }

    /** Frames forgotten because a server said that they were archived or had expired. */
    public long settledCount() {
        return settled;
    }

    /** Frames given up because they were too old. */
    public long givenUpCount() {
        return givenUp;
    }

    /** Frames that were asked for once more after their bucket's end. */
    public long checkedAgainCount() {
        return checkedAgain;
    }

    /** Whether there is a connection to this server. */
    public boolean isUp(int server) {
        return servers.get(server).up;
    }

    /** Frames sent to this server that it has not answered. */
    public int inFlightFrames(int server) {
        return servers.get(server).window.inFlightFrames();
    }

    /** Bytes of the frames sent to this server that it has not answered. */
    public long inFlightBytes(int server) {
        return servers.get(server).window.inFlightBytes();
    }

    /** How many servers are up. */
    public int upCount() {
        return servers.upCount();
    }

    /** How many frames may be in flight to a server now. */
    public int windowFrames(int server) {
        return servers.get(server).window.frames();
    }

    /** A server had it, and deleted it for a good reason: it has come to the end of its way. */
    private void settle(OutgoingFrame frame) {
        leave(frame);
        settled++;
        acknowledge(frame);
        output.forget(frame.sequence);
    }

    /** Nothing more is done for the frame. */
    private void leave(OutgoingFrame frame) {
        landed(frame);
        if (frame.state == OutgoingFrame.State.READY) {
            ready.remove(frame);
        }
        frames.remove(frame.sequence);
    }

    private void acknowledge(OutgoingFrame frame) {
        if (!frame.acknowledged) {
            frame.acknowledged = true;
            frame.attempts = 0;
            unacknowledged--;
            output.acknowledged(frame.sequence);
        }
    }

    private void progressed(OutgoingFrame frame) {
        int holders = frame.holders.count();
        if (rules.acknowledges(holders, frame.answers, frame.acks)) {
            acknowledge(frame);
        }
        if (frame.acknowledged && frame.state == OutgoingFrame.State.IN_FLIGHT && frame.answered) {
            landed(frame);
            frame.state = OutgoingFrame.State.ANSWERED;
        }
        if (rules.forgets(holders, servers.durableCount(frame.holders), frame.copies)) {
            confirmed(frame);
            return;
        }
        if (frame.state == OutgoingFrame.State.READY && frame.acknowledged && frame.age == OutgoingFrame.Age.YOUNG) {
            // On its way to be sent again for want of holders, and somebody else found them.
            ready.remove(frame);
            frame.state = OutgoingFrame.State.ANSWERED;
        }
        if (frame.state == OutgoingFrame.State.ANSWERED) {
            later(frame);
        }
    }

    /** Enough distinct servers have it on disk. */
    private void confirmed(OutgoingFrame frame) {
        leave(frame);
        boolean open = frame.bucketEndsAt - now > 0;
        if (frame.confirmedOnce || finishing || !open || frame.bytes > limits.keepBytes()) {
            output.forget(frame.sequence);
            return;
        }
        frame.state = OutgoingFrame.State.KEPT;
        kept.add(frame, checkAt(frame.bucketEndsAt));
        releaseKept(limits.keepBytes());
    }

    /** Within some time after the bucket's end: the same for its frames, another one for other senders. */
    private long checkAt(long bucketEndsAt) {
        long end = Math.floorDiv(bucketEndsAt, CHECK_GRAIN_NANOS) + 1;
        long mixed = (end ^ checkSeed) * 0x9E3779B97F4A7C15L;
        long delay =
                Long.remainderUnsigned(mixed ^ (mixed >>> 29), limits.lateCheckSpreadNanos() / CHECK_GRAIN_NANOS + 1);
        return (end + delay) * CHECK_GRAIN_NANOS;
    }

    /** Looks again after a while that grows with every attempt. */
    private void later(OutgoingFrame frame) {
        long base = frame.acknowledged ? limits.repairNanos() : limits.retryNanos();
        long wait = Math.min(limits.maxRetryNanos(), base << Math.min(frame.attempts, 6));
        frame.dueAt = now + jittered(wait);
        timers.add(new Timer(frame.dueAt, frame));
    }

    private void due(OutgoingFrame frame) {
        if (frame.acknowledged && servers.hopefulCount(frame.holders) >= frame.copies) {
            // Enough holders that can be asked: only their disks are waited for. What others said of one counts as soon
            // as it can't be asked any more, and perhaps no answer comes any more that would make us look.
            if (rules.forgets(frame.holders.count(), servers.durableCount(frame.holders), frame.copies)) {
                confirmed(frame);
            } else {
                later(frame);
            }
        } else if (frame.acknowledged && servers.pick(frame, true, now) < 0) {
            later(frame);
        } else {
            makeReady(frame);
        }
    }

    private void makeReady(OutgoingFrame frame) {
        landed(frame);
        if (frame.state != OutgoingFrame.State.READY) {
            frame.state = OutgoingFrame.State.READY;
            // A frame that was promised to nobody yet goes before new ones; a repair goes behind them.
            if (frame.acknowledged) {
                ready.addLast(frame);
            } else {
                ready.addFirst(frame);
            }
        }
    }

    private void landed(OutgoingFrame frame) {
        if (frame.state == OutgoingFrame.State.IN_FLIGHT && inFlight.remove(frame)) {
            servers.get(frame.server).window.landed(frame.bytes);
        }
    }

    private void sendReady() {
        OutgoingFrame frame;
        while ((frame = ready.peekFirst()) != null) {
            int server = choose(frame);
            if (server >= 0) {
                ready.removeFirst();
                dispatch(frame, server);
            } else if (frame.acknowledged) {
                ready.removeFirst();
                frame.state = OutgoingFrame.State.ANSWERED;
                later(frame);
            } else {
                return;
            }
        }
    }

    /** Where to send the frame: a server that does not hold it, if need be one that does; -1: nowhere now. */
    private int choose(OutgoingFrame frame) {
        int server = servers.pick(frame, true, now);
        if (server < 0 && frame.avoid >= 0) {
            frame.avoid = -1;
            server = servers.pick(frame, true, now);
        }
        return server < 0 && !frame.acknowledged ? servers.pick(frame, false, now) : server;
    }

    private void dispatch(OutgoingFrame frame, int server) {
        if (frame.server >= 0) {
            resent++;
        }
        sent++;
        sentBytes += frame.bytes;
        frame.maybeHeld = false;
        frame.state = OutgoingFrame.State.IN_FLIGHT;
        if (frame.age == OutgoingFrame.Age.OLD) {
            frame.age = OutgoingFrame.Age.LAST_SENT;
            frame.lastWordAt = now;
        }
        frame.answered = false;
        frame.server = server;
        frame.avoid = -1;
        frame.sentAt = now;
        frame.attempts++;
        inFlight.add(frame);
        servers.get(server).window.sent(frame.bytes);
        output.send(server, frame.sequence, frame.acknowledged);
    }

    /**
     * Asks every server for every answered frame that it has not itself confirmed as durable. What was just sent and is
     * not acknowledged is left alone: a server that says no is not believed to hold it until it says otherwise.
     */
    private void ask() {
        long[] asked = null;
        for (int i = 0; i < servers.end(); i++) {
            KnownServer server = servers.get(i);
            if (!server.up) {
                continue;
            }
            int count = 0;
            for (OutgoingFrame frame : frames.values()) {
                if (wantsToKnow(frame) && !frame.holders.isConfirmed(server.holder)) {
                    if (asked == null) {
                        asked = new long[MAX_ASKED_AT_ONCE];
                    }
                    asked[count++] = frame.sequence;
                    if (count == asked.length) {
                        output.askHeld(i, asked.clone());
                        count = 0;
                    }
                }
            }
            if (asked != null && count > 0) {
                output.askHeld(i, Arrays.copyOf(asked, count));
            }
        }
    }

    private boolean wantsToKnow(OutgoingFrame frame) {
        return frame.maybeHeld
                || frame.acknowledged
                || (frame.holders.count() > 0 && (finishing || now - frame.sentAt >= 2 * limits.retryNanos()));
    }

    private long jittered(long nanos) {
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }
}
