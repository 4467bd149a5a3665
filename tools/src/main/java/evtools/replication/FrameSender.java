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
 *            ┌──────────── no answer, server lost or full ◄──────────┐
 *            ▼                                                       │
 *  spool ► READY ── random server with room ──► IN FLIGHT ── answer ─┤
 *            ▲                                                       ▼
 *            ├── fewer than acks holders, for too long ◄───────── ANSWERED ── copies durable holders ► forgotten
 *            └── fewer than copies holders, all asked  ◄───────────  ▲ │
 *                                                        durable? ───┘ ◄┘ every few seconds, every server
 * </pre>
 *
 * <p>A frame is <em>acknowledged</em> when {@code acks} distinct holders have it, and <em>forgotten</em> only when
 * {@code copies} distinct holders have confirmed it as fsynced. Sending a frame twice is harmless: servers know it by
 * its id.
 *
 * <p>Memory: about 200 bytes a frame; the spool bounds how many there are. Not thread-safe.
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

    private record Timer(long dueAt, OutgoingFrame frame) {}

    /** By index; those from {@link #serverEnd} on were never there. */
    private final KnownServer[] servers = new KnownServer[MAX_SERVERS];

    private final SenderLimits limits;
    private final RandomGenerator random;
    private final Output output;
    private final Map<Long, OutgoingFrame> frames = new LinkedHashMap<>();
    private final ArrayDeque<OutgoingFrame> ready = new ArrayDeque<>();
    private final Set<OutgoingFrame> inFlight = new LinkedHashSet<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.dueAt - b.dueAt));

    private int serverEnd;
    private long now;
    private long nextQuestionAt;
    private boolean finishing;
    private int unacknowledged;
    private long resent;
    private long settled;

    /** A sender that knows {@code serverCount} addresses (0…{@link #MAX_SERVERS} - 1), all of them down for now. */
    public FrameSender(int serverCount, RandomGenerator random, SenderLimits limits, Output output, long nowNanos) {
        for (int i = 0; i < serverCount; i++) {
            addServer("");
        }
        this.random = random;
        this.limits = limits;
        this.output = output;
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
        int index = 0;
        while (index < serverEnd && servers[index].present) {
            index++;
        }
        if (index == MAX_SERVERS) {
            return -1;
        }
        servers[index] = new KnownServer();
        servers[index].present = true;
        servers[index].zone = zone;
        serverEnd = Math.max(serverEnd, index + 1);
        return index;
    }

    /**
     * A server that is not to be used any more. What is in flight there goes elsewhere; what its holder is known to have
     * on disk for good still counts, anything less does not, as it can't be asked any more. The index may be given to
     * another server: nothing more may be reported of this one.
     */
    public void removeServer(int server, long nowNanos) {
        onServerDown(server, nowNanos);
        KnownServer removed = servers[server];
        removed.present = false;
        if (!removed.seen || reachable(removed.holder)) {
            return;
        }
        for (OutgoingFrame frame : frames.values()) {
            if (frame.holders.contains(removed.holder) && !frame.holders.containsDurable(removed.holder)) {
                frame.holders.remove(removed.holder);
                if (frame.state == OutgoingFrame.State.ANSWERED) {
                    later(frame);
                }
            }
        }
    }

    private boolean reachable(long holder) {
        for (int i = 0; i < serverEnd; i++) {
            if (servers[i].present && servers[i].seen && servers[i].holder == holder) {
                return true;
            }
        }
        return false;
    }

    /** What is now known of a server's zone. */
    public void onServerZone(int server, String zone) {
        servers[server].zone = zone;
    }

    /**
     * The spool has a frame to send.
     *
     * @param copies how many distinct durable holders it needs before it is forgotten, at least 1
     * @param acks how many distinct holders it needs to be acknowledged, 1…copies
     * @param bytes its size
     */
    public void onFrame(long sequence, int copies, int acks, int bytes, long nowNanos) {
        now = nowNanos;
        ready.addLast(add(sequence, copies, acks, bytes));
        sendReady();
    }

    /** The spool has a frame that an earlier run may have sent: servers are asked for it before it is sent again. */
    public void onOldFrame(long sequence, int copies, int acks, int bytes, long nowNanos) {
        now = nowNanos;
        OutgoingFrame frame = add(sequence, copies, acks, bytes);
        frame.state = OutgoingFrame.State.ANSWERED;
        frame.maybeHeld = true;
        later(frame);
    }

    private OutgoingFrame add(long sequence, int copies, int acks, int bytes) {
        OutgoingFrame frame = new OutgoingFrame(sequence, copies, acks, bytes);
        if (frames.put(sequence, frame) != null) {
            throw new IllegalStateException("frame " + sequence + " is there already");
        }
        unacknowledged++;
        return frame;
    }

    /** The spool gives a frame up (it was full and had to drop it). */
    public void onDropped(long sequence, long nowNanos) {
        now = nowNanos;
        OutgoingFrame frame = frames.remove(sequence);
        if (frame == null) {
            return;
        }
        landed(frame);
        ready.remove(frame);
        if (!frame.acknowledged) {
            unacknowledged--;
        }
        sendReady();
    }

    /** A connection to this server is up; {@code holder} is who answered there. */
    public void onServerUp(int server, long holder, long nowNanos) {
        now = nowNanos;
        servers[server].up = true;
        servers[server].seen = true;
        servers[server].holder = holder;
        servers[server].notBefore = nowNanos;
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

    /** The connection is lost, or was silent for too long: what was in flight there goes elsewhere. */
    public void onServerDown(int server, long nowNanos) {
        now = nowNanos;
        KnownServer lost = servers[server];
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
        boolean awaited = frame.state == OutgoingFrame.State.IN_FLIGHT && frame.server == server;
        if (status.settles()) {
            settle(frame);
            sendReady();
            return;
        }
        if (status.holds()) {
            frame.holders.addAll(holders);
            if (awaited) {
                frame.answered = true;
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
            servers[server].notBefore = now + limits.avoidFullNanos();
            if (awaited) {
                makeReady(frame);
            }
        }
        sendReady();
    }

    /** A server has said of one frame whether it holds it. */
    public void onHeld(int server, long sequence, Held held, long nowNanos) {
        now = nowNanos;
        OutgoingFrame frame = frames.get(sequence);
        if (frame == null) {
            return;
        }
        long holder = servers[server].holder;
        if (held == Held.NO) {
            frame.holders.remove(holder);
            if (frame.maybeHeld && frame.state == OutgoingFrame.State.ANSWERED) {
                makeReady(frame);
                sendReady();
            }
        } else if (held == Held.ARCHIVED || held == Held.EXPIRED) {
            settle(frame);
            sendReady();
        } else {
            frame.holders.add(holder, held == Held.DURABLY);
            progressed(frame);
        }
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        now = nowNanos;
        for (OutgoingFrame frame : List.copyOf(inFlight)) {
            if (frame.answered && now - frame.sentAt >= limits.partialNanos()) {
                // Held there, but too few others took it yet: stop counting it, look again later.
                landed(frame);
                frame.state = OutgoingFrame.State.ANSWERED;
                later(frame);
            } else if (now - frame.sentAt >= limits.answerNanos()) {
                // Alive and silent about this frame: another server may be quicker.
                makeReady(frame);
            }
        }
        while (!timers.isEmpty() && timers.element().dueAt - now <= 0) {
            Timer timer = timers.remove();
            OutgoingFrame frame = timer.frame;
            if (timer.dueAt == frame.dueAt
                    && frame.state == OutgoingFrame.State.ANSWERED
                    && frames.get(frame.sequence) == frame) {
                due(frame);
            }
        }
        sendReady();
        if (now - nextQuestionAt >= 0) {
            ask();
            nextQuestionAt = now + (finishing ? limits.finishQuestionNanos() : jittered(limits.questionNanos()));
        }
    }

    /** No more frames will come: ask for durability at once and more often. */
    public void onFinish(long nowNanos) {
        now = nowNanos;
        if (!finishing) {
            finishing = true;
            nextQuestionAt = nowNanos;
        }
    }

    /** Frames that fewer than their {@code acks} holders are known to have. */
    public int unacknowledgedCount() {
        return unacknowledged;
    }

    /** Frames not yet forgotten. */
    public int frameCount() {
        return frames.size();
    }

    /** Frames ready to be sent that no server has taken yet. */
    public int readyCount() {
        return ready.size();
    }

    /** Frames sent more than once, counted each time. */
    public long resentCount() {
        return resent;
    }

    /** Frames forgotten because a server said that they were archived or had expired. */
    public long settledCount() {
        return settled;
    }

    /** How many servers are up. */
    public int upCount() {
        int up = 0;
        for (int i = 0; i < serverEnd; i++) {
            up += servers[i].up ? 1 : 0;
        }
        return up;
    }

    /** A server had it, and deleted it for a good reason: it has come to the end of its way. */
    private void settle(OutgoingFrame frame) {
        landed(frame);
        ready.remove(frame);
        frames.remove(frame.sequence);
        settled++;
        if (!frame.acknowledged) {
            unacknowledged--;
            output.acknowledged(frame.sequence);
        }
        output.forget(frame.sequence);
    }

    private void progressed(OutgoingFrame frame) {
        if (!frame.acknowledged && frame.holders.size() >= frame.acks) {
            frame.acknowledged = true;
            frame.attempts = 0;
            unacknowledged--;
            output.acknowledged(frame.sequence);
        }
        if (frame.acknowledged && frame.state == OutgoingFrame.State.IN_FLIGHT && frame.answered) {
            landed(frame);
            frame.state = OutgoingFrame.State.ANSWERED;
        }
        if (frame.holders.durableCount() >= frame.copies) {
            landed(frame);
            if (frame.state == OutgoingFrame.State.READY) {
                ready.remove(frame);
            }
            frames.remove(frame.sequence);
            output.forget(frame.sequence);
            return;
        }
        if (frame.state == OutgoingFrame.State.READY && frame.acknowledged) {
            // On its way to be sent again for want of holders, and somebody else found them.
            ready.remove(frame);
            frame.state = OutgoingFrame.State.ANSWERED;
        }
        if (frame.state == OutgoingFrame.State.ANSWERED) {
            later(frame);
        }
    }

    /** Looks again after a while that grows with every attempt. */
    private void later(OutgoingFrame frame) {
        long base = frame.acknowledged ? limits.repairNanos() : limits.retryNanos();
        long wait = Math.min(limits.maxRetryNanos(), base << Math.min(frame.attempts, 6));
        frame.dueAt = now + jittered(wait);
        timers.add(new Timer(frame.dueAt, frame));
    }

    private void due(OutgoingFrame frame) {
        if (frame.acknowledged && frame.holders.size() >= frame.copies) {
            // Enough holders: only their disks are waited for, and they are asked anyway.
            later(frame);
        } else if (frame.acknowledged && pick(frame, true) < 0) {
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
        if (inFlight.remove(frame)) {
            servers[frame.server].inFlightFrames--;
            servers[frame.server].inFlightBytes -= frame.bytes;
        }
    }

    private void sendReady() {
        while (!ready.isEmpty()) {
            OutgoingFrame frame = ready.getFirst();
            int server = pick(frame, true);
            if (server < 0 && !frame.acknowledged) {
                server = pick(frame, false);
            }
            if (server < 0) {
                if (frame.acknowledged) {
                    ready.removeFirst();
                    frame.state = OutgoingFrame.State.ANSWERED;
                    later(frame);
                    continue;
                }
                return;
            }
            ready.removeFirst();
            dispatch(frame, server);
        }
    }

    private void dispatch(OutgoingFrame frame, int server) {
        if (frame.server >= 0) {
            resent++;
        }
        frame.maybeHeld = false;
        frame.state = OutgoingFrame.State.IN_FLIGHT;
        frame.answered = false;
        frame.server = server;
        frame.sentAt = now;
        frame.attempts++;
        inFlight.add(frame);
        servers[server].inFlightFrames++;
        servers[server].inFlightBytes += frame.bytes;
        output.send(server, frame.sequence, frame.acknowledged);
    }

    /**
     * A random server that is up, not full and has room; those not known to hold the frame only, if wanted, and rather
     * one in a zone that no known holder is in.
     */
    private int pick(OutgoingFrame frame, boolean newHolderOnly) {
        int chosen = -1;
        int seen = 0;
        boolean chosenApart = false;
        for (int i = 0; i < serverEnd; i++) {
            KnownServer server = servers[i];
            if (!server.up
                    || now - server.notBefore < 0
                    || !server.hasRoom(limits)
                    || (newHolderOnly && frame.holders.contains(server.holder))) {
                continue;
            }
            boolean apart = !sharesZone(frame, server);
            if (apart && !chosenApart) {
                chosenApart = true;
                seen = 0;
            }
            if (apart == chosenApart && random.nextInt(++seen) == 0) {
                chosen = i;
            }
        }
        return chosen;
    }

    /** Whether a known holder of the frame is in the same zone as this server. */
    private boolean sharesZone(OutgoingFrame frame, KnownServer server) {
        if (server.zone.isEmpty() || frame.holders.size() == 0) {
            return false;
        }
        for (int i = 0; i < serverEnd; i++) {
            KnownServer other = servers[i];
            if (other.seen && other.zone.equals(server.zone) && frame.holders.contains(other.holder)) {
                return true;
            }
        }
        return false;
    }

    /** Asks every server for every answered frame that it has not confirmed as durable. */
    private void ask() {
        long[] asked = new long[MAX_ASKED_AT_ONCE];
        for (int i = 0; i < serverEnd; i++) {
            KnownServer server = servers[i];
            if (!server.up) {
                continue;
            }
            int count = 0;
            for (OutgoingFrame frame : frames.values()) {
                if ((frame.maybeHeld || frame.holders.size() > 0) && !frame.holders.containsDurable(server.holder)) {
                    asked[count++] = frame.sequence;
                    if (count == asked.length) {
                        output.askHeld(i, asked.clone());
                        count = 0;
                    }
                }
            }
            if (count > 0) {
                output.askHeld(i, Arrays.copyOf(asked, count));
            }
        }
    }

    private long jittered(long nanos) {
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }
}
