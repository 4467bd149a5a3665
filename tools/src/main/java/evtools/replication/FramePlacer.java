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
        /** Pass the frame on to this peer. */
        Forwarded forward(int peer, FrameKey key);

        /** Tell the client who holds the frame. {@code holders} is only valid during the call. */
        void answer(long client, FrameKey key, AnswerStatus status, HolderSet holders);
    }

    /** What became of a frame that was to be passed on. */
    public enum Forwarded {
        /** It is on its way. */
        SENT,
        /** That cannot be done now (the peer's queue is full); it is tried again later. */
        BUSY,
        /** The frame is not here any more: it was deleted, or its bytes have changed on disk. */
        GONE
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

    private final PlacerPeers peers;
    private final Limits limits;
    private final Output output;
    private final long ownHolder;
    private final Map<FrameKey, PendingFrame> pending = new LinkedHashMap<>();
    /** Those of {@link #pending} that want a peer and found none; tried again on ticks. */
    private final Map<FrameKey, PendingFrame> wanting = new LinkedHashMap<>();

    private long now;
    private long givenUp;
    /** Of {@link #wanting}, those that a live peer could have, if it were quicker; counted since the last retry. */
    private int backlog;

    /**
     * @param ownHolder this server's holder id
     * @param peerCount how many peers there are from the beginning, none of them up; at most {@link #MAX_PEERS}
     */
    public FramePlacer(long ownHolder, int peerCount, RandomGenerator random, Limits limits, Output output) {
        if (peerCount > MAX_PEERS) {
            throw new IllegalArgumentException("more than " + MAX_PEERS + " peers: " + peerCount);
        }
        this.ownHolder = ownHolder;
        this.peers = new PlacerPeers(ownHolder, random);
        for (int i = 0; i < peerCount; i++) {
            peers.add("");
        }
        this.limits = limits;
        this.output = output;
    }

    /** This server's own zone; empty: unknown. */
    public void setOwnZone(String zone) {
        peers.setOwnZone(zone);
    }

    /**
     * A peer to pass frames on to from now on; down until {@link #onPeerUp}.
     *
     * @param zone what it shares with others that may fail together with it; empty: unknown
     * @return its index, which names it until it is removed; -1: there are {@link #MAX_PEERS} already
     */
    public int addPeer(String zone) {
        int peer = peers.add(zone);
        if (peer >= 0) {
            mayBeAskedAgain(peer);
        }
        return peer;
    }

    /**
     * A peer that is not to be used any more: what it has not answered goes to others; what it holds still counts. The
     * index may be given to another peer: nothing more may be reported of this one.
     */
    public void removePeer(int peer, long nowNanos) {
        peers.remove(peer);
        onPeerDown(peer, nowNanos);
    }

    /** What is now known of a peer's zone. */
    public void onPeerZone(int peer, String zone) {
        peers.setZone(peer, zone);
    }

    /** A peer is about to stop: it answers for what it has been sent and takes nothing more, until it is up anew. */
    public void onPeerLeaving(int peer) {
        peers.leaving(peer);
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
        PendingFrame frame = pending.remove(key);
        if (frame == null) {
            frame = new PendingFrame(key, status);
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
        peers.up(peer, holder, nowNanos);
        mayBeAskedAgain(peer);
        retryWanting();
    }

    private void mayBeAskedAgain(int peer) {
        for (PendingFrame frame : pending.values()) {
            frame.notRefused(peer);
        }
    }

    /** The connection to this peer is lost: what it has not answered goes to others. */
    public void onPeerDown(int peer, long nowNanos) {
        now = nowNanos;
        peers.down(peer);
        List<PendingFrame> asked = new ArrayList<>();
        for (PendingFrame frame : pending.values()) {
            if (frame.isAsked(peer)) {
                frame.notAsked(peer);
                asked.add(frame);
            }
        }
        for (PendingFrame frame : asked) {
            place(frame);
        }
    }

    /** A peer has answered for a frame that was forwarded to it. */
    public void onPeerAnswer(int peer, FrameKey key, AnswerStatus status, HolderSet holders, long nowNanos) {
        now = nowNanos;
        PendingFrame frame = pending.get(key);
        if (frame == null) {
            return;
        }
        frame.notAsked(peer);
        if (status == AnswerStatus.ARCHIVED) {
            // It needs no holders any more, wherever it is.
            tellClients(frame, status);
            forget(frame);
            return;
        }
        if (status.holds()) {
            if (frame.holders.addAll(holders)) {
                tellClients(frame, frame.status);
            }
            if (frame.holders.size() >= frame.copies) {
                forget(frame);
                return;
            }
        } else if (status == AnswerStatus.REFUSED || status == AnswerStatus.EXPIRED) {
            frame.refused(peer);
        } else {
            boolean overloaded = status == AnswerStatus.OVERLOADED;
            peers.pause(peer, overloaded ? limits.avoidOverloadedNanos : limits.avoidFullNanos, nowNanos);
        }
        place(frame);
    }

    private void tellClients(PendingFrame frame, AnswerStatus status) {
        for (long client : frame.clients) {
            output.answer(client, frame.key, status, frame.holders);
        }
    }

    private void forget(PendingFrame frame) {
        pending.remove(frame.key);
        wanting.remove(frame.key);
    }

    /** The client's connection is gone: nobody to tell any more. Placing goes on. */
    public void onClientGone(long client) {
        for (PendingFrame frame : pending.values()) {
            frame.clients.remove(Long.valueOf(client));
        }
    }

    /** To be called several times a second. */
    public void onTick(long nowNanos) {
        now = nowNanos;
        if (peers.isPauseOver(nowNanos) || backlog > 0) {
            // Otherwise nothing has changed for those that found no peer, and there may be many.
            retryWanting();
        }
        Iterator<PendingFrame> all = pending.values().iterator();
        while (all.hasNext()) {
            PendingFrame frame = all.next();
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
        for (PendingFrame frame : pending.values()) {
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
        return peers.upCount();
    }

    private void makeRoom() {
        if (pending.size() >= limits.maxPending) {
            Iterator<PendingFrame> oldest = pending.values().iterator();
            PendingFrame frame = oldest.next();
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
        List<PendingFrame> again = new ArrayList<>(wanting.values());
        wanting.clear();
        boolean[] busy = new boolean[peers.end()];
        for (PendingFrame frame : again) {
            frame.behind = false;
            if (pending.get(frame.key) == frame) {
                place(frame, busy);
            }
        }
    }

    private void place(PendingFrame frame) {
        place(frame, new boolean[peers.end()]);
    }

    /** Asks as many random peers as copies are missing. {@code busy}: peers known to take nothing now; grows. */
    private void place(PendingFrame frame, boolean[] busy) {
        int missing = frame.missing();
        while (missing > 0) {
            int peer = peers.pick(frame, busy, now);
            if (peer < 0) {
                wanting.put(frame.key, frame);
                if (!frame.behind && peers.isAwaitedByAny(frame, busy, now)) {
                    frame.behind = true;
                    backlog++;
                }
                return;
            }
            switch (output.forward(peer, frame.key)) {
                case SENT -> {
                    frame.asked(peer);
                    missing--;
                }
                case BUSY -> busy[peer] = true;
                case GONE -> {
                    forget(frame);
                    givenUp++;
                    return;
                }
            }
        }
        wanting.remove(frame.key);
    }
}
