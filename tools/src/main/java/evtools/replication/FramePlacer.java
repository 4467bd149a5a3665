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
 * <p>A peer that is lost, full or cannot be reached is replaced by another. What cannot be placed now is tried again
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
     */
    public record Limits(int maxPending, long patienceNanos, long avoidFullNanos) {
        /** 65,536 frames, 30 s, 5 s. */
        public static final Limits DEFAULT = new Limits(65_536, 30_000_000_000L, 5_000_000_000L);
    }

    private static final class Peer {
        boolean up;
        long holder;
        /** Full or failing: nothing is sent to it before this time. */
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

        Pending(FrameKey key, AnswerStatus status) {
            this.key = key;
            this.status = status;
        }
    }

    private final long ownHolder;
    private final Peer[] peers;
    private final RandomGenerator random;
    private final Limits limits;
    private final Output output;
    private final Map<FrameKey, Pending> pending = new LinkedHashMap<>();
    /** Those of {@link #pending} that want a peer and found none; tried again on ticks. */
    private final Map<FrameKey, Pending> wanting = new LinkedHashMap<>();

    private long now;
    private long givenUp;

    /**
     * @param ownHolder this server's holder id
     * @param peerCount how many peers there are, up or not; at most 64
     */
    public FramePlacer(long ownHolder, int peerCount, RandomGenerator random, Limits limits, Output output) {
        if (peerCount > HolderSet.MAX_HOLDERS) {
            throw new IllegalArgumentException("more than " + HolderSet.MAX_HOLDERS + " peers: " + peerCount);
        }
        this.ownHolder = ownHolder;
        this.peers = new Peer[peerCount];
        for (int i = 0; i < peerCount; i++) {
            peers[i] = new Peer();
        }
        this.random = random;
        this.limits = limits;
        this.output = output;
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
                peers[peer].notBefore = nowNanos + limits.avoidFullNanos;
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
        retryWanting();
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
        if (wanting.isEmpty()) {
            return;
        }
        List<Pending> again = new ArrayList<>(wanting.values());
        wanting.clear();
        boolean[] busy = new boolean[peers.length];
        for (Pending frame : again) {
            if (pending.get(frame.key) == frame) {
                place(frame, busy);
            }
        }
    }

    private void place(Pending frame) {
        place(frame, new boolean[peers.length]);
    }

    /** Asks as many random peers as copies are missing. {@code busy}: peers known to take nothing now; grows. */
    private void place(Pending frame, boolean[] busy) {
        int missing = frame.copies - frame.holders.size() - Long.bitCount(frame.askedBits);
        while (missing > 0) {
            int peer = pick(frame, busy);
            if (peer < 0) {
                wanting.put(frame.key, frame);
                return;
            }
            if (output.forward(peer, frame.key)) {
                frame.askedBits |= 1L << peer;
                missing--;
            } else {
                busy[peer] = true;
            }
        }
    }

    private int pick(Pending frame, boolean[] busy) {
        int chosen = -1;
        int seen = 0;
        for (int i = 0; i < peers.length; i++) {
            Peer peer = peers[i];
            long bit = 1L << i;
            if (peer.up
                    && !busy[i]
                    && ((frame.askedBits | frame.refusedBits) & bit) == 0
                    && now - peer.notBefore >= 0
                    && peer.holder != ownHolder
                    && !frame.holders.contains(peer.holder)
                    && random.nextInt(++seen) == 0) {
                chosen = i;
            }
        }
        return chosen;
    }
}
