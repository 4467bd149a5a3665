package evtools.replication;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A server's part: takes a frame that it has just stored, passes it to random live peers until {@code copies}
 * distinct servers hold it, and tells the client every time the set of holders grows.
 *
 * <p>Peers come and go at run time. Of those that could take a frame, one in a zone that no holder known so far is in
 * goes first. A peer that is lost, full or cannot be reached is replaced by another. What cannot be placed now is tried again
 * on later ticks until its time is over; then this server forgets about passing it on. Nothing is lost by that: the
 * sender's spool keeps the frame until enough holders have confirmed it, and sends it again.
 *
 * <p>Bounded: at most {@link Limits#maxPending} frames wait for holders; the oldest gives way. Not thread-safe.
 */
public final class FramePlacer {
    /** What the machine wants done. Calls come from inside the {@code on…} methods and must not call back. */
    public interface Output {
        /**
         * Pass the frame on to this peer.
         *
         * @return false if that cannot be done now (its queue is full); the frame is tried again later
         */
        boolean forward(int peer, FrameKey key);

        /** Tell the client who holds the frame. {@code holders} is only valid during the call. */
        void answer(long client, FrameKey key, AnswerStatus status, HolderSet holders);
    }

    /**
     * Bounds and times.
     *
     * @param maxPending frames that may wait for more holders
     * @param patienceNanos how long a frame is tried to be placed, counted from its last arrival
     * @param avoidFullNanos how long a peer that was full or whose disk failed is left alone
     * @param avoidOverloadedNanos how long a peer that was overloaded is left alone
     * @param maxBacklog frames that may wait because live peers take them too slowly, before new ones are unwelcome
     */
    public record Limits(
            int maxPending, long patienceNanos, long avoidFullNanos, long avoidOverloadedNanos, int maxBacklog) {
        /** 65,536 frames, 30 s, 5 s, 250 ms, 512 frames. */
        public static final Limits DEFAULT = new Limits(65_536, 30_000_000_000L, 5_000_000_000L);

        /** With the default's last two. */
        public Limits(int maxPending, long patienceNanos, long avoidFullNanos) {
            this(maxPending, patienceNanos, avoidFullNanos, 250_000_000L, 512);
        }
    }

    /** Most peers at a time. */
    public static final int MAX_PEERS = HolderSet.MAX_HOLDERS;

    private static final class Peer {
        /** Not removed. */
        boolean present;
        /** It has been up: {@link #holder} is known. */
        boolean seen;

        boolean up;
        /** About to stop: it takes nothing new. */
        boolean leaving;

        long holder;
        String zone = "";
        /** Full, overloaded or failing: nothing is sent to it before this time. */
        long notBefore;
    }

    private static final class Pending {
        final FrameKey key;
        final HolderSet holders = new HolderSet();
        final List<Long> clients = new ArrayList<>(1);
        final AnswerStatus status;
        int copies;
        long giveUpAt;
        /** Peers that have been sent the frame and have not answered. */
        long askedBits;
        /** Peers that have refused it; asked again only when they come up anew. */
        long refusedBits;
        /** Counted in the backlog. */
        boolean behind;

        Pending(FrameKey key, AnswerStatus status) {
            this.key = key;
            this.status = status;
        }
    }

    private final long ownHolder;
    /** By index; those from {@link #peerEnd} on were never there. */
    private final Peer[] peers = new Peer[MAX_PEERS];

    private final RandomGenerator random;
    private final Limits limits;
    private final Output output;
    private final Map<FrameKey, Pending> pending = new LinkedHashMap<>();
    /** Those of {@link #pending} that want a peer and found none; tried again on ticks. */
    private final Map<FrameKey, Pending> wanting = new LinkedHashMap<>();

    private String ownZone = "";
    private int peerEnd;
    private long now;
    private long givenUp;
    /** Of {@link #wanting}, those that a live peer could have, if it were quicker; counted since the last retry. */
    private int backlog;
    /** When those wanting are tried again at the latest, as a peer's pause is over then. */
    private long pauseOverAt;

    private boolean pausing;

    /**
     * @param ownHolder this server's holder id
     * @param peerCount how many peers there are from the beginning, none of them up; at most {@link #MAX_PEERS}
     */
    public FramePlacer(long ownHolder, int peerCount, RandomGenerator random, Limits limits, Output output) {
        if (peerCount > MAX_PEERS) {
            throw new IllegalArgumentException("more than " + MAX_PEERS + " peers: " + peerCount);
        }
        this.ownHolder = ownHolder;
        for (int i = 0; i < peerCount; i++) {
            addPeer("");
        }
        this.random = random;
        this.limits = limits;
        this.output = output;
    }

    /** This server's own zone; empty: unknown. */
    public void setOwnZone(String zone) {
        ownZone = zone;
    }

    /**
     * A peer to pass frames on to from now on; down until {@link #onPeerUp}.
     *
     * @param zone what it shares with others that may fail together with it; empty: unknown
     * @return its index, which names it until it is removed; -1: there are {@link #MAX_PEERS} already
     */
    public int addPeer(String zone) {
        int index = 0;
        while (index < peerEnd && peers[index].present) {
            index++;
        }
        if (index == MAX_PEERS) {
            return -1;
        }
        Peer peer = new Peer();
        peer.present = true;
        peer.zone = zone;
        peers[index] = peer;
        peerEnd = Math.max(peerEnd, index + 1);
        long bit = 1L << index;
        for (Pending frame : pending.values()) {
            frame.refusedBits &= ~bit;
        }
        return index;
    }

    /**
     * A peer that is not to be used any more: what it has not answered goes to others; what it holds still counts. The
     * index may be given to another peer: nothing more may be reported of this one.
     */
    public void removePeer(int peer, long nowNanos) {
        peers[peer].present = false;
        onPeerDown(peer, nowNanos);
    }

    /** What is now known of a peer's zone. */
    public void onPeerZone(int peer, String zone) {
        peers[peer].zone = zone;
    }

    /** A peer is about to stop: it answers for what it has been sent and takes nothing more, until it is up anew. */
    public void onPeerLeaving(int peer) {
        peers[peer].leaving = true;
    }

    /**
     * A client sent a frame, and it is stored here (now or since earlier).
     *
     * @param status {@link AnswerStatus#HELD} or {@link AnswerStatus#CONFLICT}
     * @param copies how many distinct servers shall hold it; 1 for a frame that is only to be kept here
     * @param durable whether it is fsynced here
     */
    public void onFrame(long client, FrameKey key, AnswerStatus status, int copies, boolean durable, long nowNanos) {
        now = nowNanos;
        Pending frame = pending.remove(key);
        if (frame == null) {
            frame = new Pending(key, status);
            frame.holders.add(ownHolder, durable);
            frame.copies = copies;
        } else {
            frame.holders.add(ownHolder, durable);
            frame.copies = Math.max(frame.copies, copies);
        }
        if (frame.copies > 1) {
            makeRoom();
            pending.put(key, frame);
        }
        frame.giveUpAt = nowNanos + limits.patienceNanos;
        if (!frame.clients.contains(client)) {
            frame.clients.add(client);
        }
        output.answer(client, key, status, frame.holders);
        if (frame.copies > 1) {
            place(frame);
        }
    }

    /** A connection to this peer is up; {@code holder} is who answered there. */
    public void onPeerUp(int peer, long holder, long nowNanos) {
        now = nowNanos;
        peers[peer].up = true;
        peers[peer].seen = true;
        peers[peer].leaving = false;
        peers[peer].notBefore = nowNanos;
        peers[peer].holder = holder;
        long bit = 1L << peer;
        for (Pending frame : pending.values()) {
            frame.refusedBits &= ~bit;
        }
        retryWanting();
    }

    /** The connection to this peer is lost: what it has not answered goes to others. */
    public void onPeerDown(int peer, long nowNanos) {
        now = nowNanos;
        peers[peer].up = false;
        long bit = 1L << peer;
        for (Pending frame : pending.values()) {
            if ((frame.askedBits & bit) != 0) {
                frame.askedBits &= ~bit;
                place(frame);
            }
        }
    }

    /** A peer has answered for a frame that was forwarded to it. */
    public void onPeerAnswer(int peer, FrameKey key, AnswerStatus status, HolderSet holders, long nowNanos) {
        now = nowNanos;
        Pending frame = pending.get(key);
        if (frame == null) {
            return;
        }
        long bit = 1L << peer;
        frame.askedBits &= ~bit;
        if (!status.holds()) {
            if (status == AnswerStatus.ARCHIVED) {
                // It needs no holders any more, wherever it is.
                for (long client : frame.clients) {
                    output.answer(client, key, status, frame.holders);
                }
                pending.remove(key);
                wanting.remove(key);
                return;
            }
            if (status == AnswerStatus.REFUSED || status == AnswerStatus.EXPIRED) {
                frame.refusedBits |= bit;
            } else {
                pause(
                        peers[peer],
                        status == AnswerStatus.OVERLOADED ? limits.avoidOverloadedNanos : limits.avoidFullNanos);
            }
            place(frame);
            return;
        }
        if (frame.holders.addAll(holders)) {
            for (long client : frame.clients) {
                output.answer(client, key, frame.status, frame.holders);
            }
        }
        if (frame.holders.size() >= frame.copies) {
            pending.remove(key);
            wanting.remove(key);
        } else {
            place(frame);
        }
    }

    /** The client's connection is gone: nobody to tell any more. Placing goes on. */
    public void onClientGone(long client) {
        for (Pending frame : pending.values()) {
            frame.clients.remove(Long.valueOf(client));
        }
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        now = nowNanos;
        boolean pauseOver = pausing && nowNanos - pauseOverAt >= 0;
        if (pauseOver || backlog > 0) {
            // Otherwise nothing has changed for those that found no peer, and there may be many.
            retryWanting();
        }
        if (pauseOver) {
            findNextPause();
        }
        Iterator<Pending> all = pending.values().iterator();
        while (all.hasNext()) {
            Pending frame = all.next();
            if (nowNanos - frame.giveUpAt < 0) {
                // In order of last arrival, so what follows is younger.
                break;
            }
            all.remove();
            wanting.remove(frame.key);
            givenUp++;
        }
    }

    /** Frames that wait for more holders now. */
    public int pendingCount() {
        return pending.size();
    }

    /** Frames this server stopped passing on before they had {@code copies} holders. */
    public long givenUpCount() {
        return givenUp;
    }

    /** Frames that peers have been sent and not answered. */
    public int askedCount() {
        int count = 0;
        for (Pending frame : pending.values()) {
            count += frame.askedBits != 0 ? 1 : 0;
        }
        return count;
    }

    /** Frames that wait because live peers take them too slowly. */
    public int backlog() {
        return backlog;
    }

    /** Whether live peers are so far behind that a new frame had better go to another server. */
    public boolean isOverloaded() {
        return backlog >= limits.maxBacklog;
    }

    /** How many peers are up. */
    public int upCount() {
        int up = 0;
        for (int i = 0; i < peerEnd; i++) {
            up += peers[i].up ? 1 : 0;
        }
        return up;
    }

    private void pause(Peer peer, long nanos) {
        peer.notBefore = now + nanos;
        if (!pausing || peer.notBefore - pauseOverAt < 0) {
            pausing = true;
            pauseOverAt = peer.notBefore;
        }
    }

    private void findNextPause() {
        pausing = false;
        for (int i = 0; i < peerEnd; i++) {
            Peer peer = peers[i];
            if (peer.up && peer.notBefore - now > 0 && (!pausing || peer.notBefore - pauseOverAt < 0)) {
                pausing = true;
                pauseOverAt = peer.notBefore;
            }
        }
    }

    private void makeRoom() {
        if (pending.size() >= limits.maxPending) {
            Iterator<Pending> oldest = pending.values().iterator();
            Pending frame = oldest.next();
            oldest.remove();
            wanting.remove(frame.key);
            givenUp++;
        }
    }

    private void retryWanting() {
        backlog = 0;
        if (wanting.isEmpty()) {
            return;
        }
        List<Pending> again = new ArrayList<>(wanting.values());
        wanting.clear();
        boolean[] busy = new boolean[peerEnd];
        for (Pending frame : again) {
            frame.behind = false;
            if (pending.get(frame.key) == frame) {
                place(frame, busy);
            }
        }
    }

    private void place(Pending frame) {
        place(frame, new boolean[peerEnd]);
    }

    /** Asks as many random peers as copies are missing. {@code busy}: peers known to take nothing now; grows. */
    private void place(Pending frame, boolean[] busy) {
        int missing = frame.copies - frame.holders.size() - Long.bitCount(frame.askedBits);
        while (missing > 0) {
            int peer = pick(frame, busy);
            if (peer < 0) {
                wanting.put(frame.key, frame);
                if (!frame.behind && isAwaitedByAny(frame, busy)) {
                    frame.behind = true;
                    backlog++;
                }
                return;
            }
            if (output.forward(peer, frame.key)) {
                frame.askedBits |= 1L << peer;
                missing--;
            } else {
                busy[peer] = true;
            }
        }
        wanting.remove(frame.key);
    }

    /** A random peer that could take the frame now, rather one that shares no zone with a holder. */
    private int pick(Pending frame, boolean[] busy) {
        int chosen = -1;
        int seen = 0;
        boolean chosenApart = false;
        for (int i = 0; i < peerEnd; i++) {
            if (busy[i] || !couldHave(frame, i)) {
                continue;
            }
            boolean apart = !sharesZone(frame, peers[i].zone);
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

    /** Whether a peer that takes nothing at this moment could have the frame. */
    private boolean isAwaitedByAny(Pending frame, boolean[] busy) {
        for (int i = 0; i < peerEnd; i++) {
            if (busy[i] && couldHave(frame, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean couldHave(Pending frame, int index) {
        Peer peer = peers[index];
        return peer.up
                && !peer.leaving
                && ((frame.askedBits | frame.refusedBits) >>> index & 1) == 0
                && now - peer.notBefore >= 0
                && peer.holder != ownHolder
                && !frame.holders.contains(peer.holder)
                && !isAsked(frame, peer.holder);
    }

    /** Whether this holder has been sent the frame under another address. */
    private boolean isAsked(Pending frame, long holder) {
        for (long bits = frame.askedBits; bits != 0; bits &= bits - 1) {
            if (peers[Long.numberOfTrailingZeros(bits)].holder == holder) {
                return true;
            }
        }
        return false;
    }

    /** Whether this server, a known holder or one that has been sent the frame is in that zone. */
    private boolean sharesZone(Pending frame, String zone) {
        if (zone.isEmpty()) {
            return false;
        }
        if (zone.equals(ownZone)) {
            return true;
        }
        for (int i = 0; i < peerEnd; i++) {
            Peer peer = peers[i];
            if (peer.seen
                    && peer.zone.equals(zone)
                    && ((frame.askedBits >>> i & 1) != 0 || frame.holders.contains(peer.holder))) {
                return true;
            }
        }
        return false;
    }
}
