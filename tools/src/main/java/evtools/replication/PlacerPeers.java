package evtools.replication;

import java.util.random.RandomGenerator;

/** The peers that a server knows, by index: which of them are there, who they are, and which one takes a frame next. */
final class PlacerPeers {
    private static final class Peer {
        /** Not removed. */
        boolean present;
        /** It has been up: {@link #holder} is known. */
        boolean seen;

        boolean up;
        /** About to stop: it takes nothing new. */
        boolean leaving;

        long holder;
        String zone;
        /** Full, overloaded or failing: nothing is sent to it before this time. */
        long notBefore;

        Peer(String zone) {
            this.zone = zone;
            this.present = true;
        }
    }

    private final long ownHolder;
    private final RandomGenerator random;
    private final Peer[] peers = new Peer[FramePlacer.MAX_PEERS];
    private String ownZone = "";
    /** Indexes from here on were never used. */
    private int end;
    /** When the first of the pauses is over. */
    private long pauseOverAt;

    private boolean pausing;

    PlacerPeers(long ownHolder, RandomGenerator random) {
        this.ownHolder = ownHolder;
        this.random = random;
    }

    void setOwnZone(String zone) {
        ownZone = zone;
    }

    /** A peer that is down; -1 if there are too many already. */
    int add(String zone) {
        int index = 0;
        while (index < end && peers[index].present) {
            index++;
        }
        if (index == peers.length) {
            return -1;
        }
        peers[index] = new Peer(zone);
        end = Math.max(end, index + 1);
        return index;
    }

    /** Its index may be given to another. */
    void remove(int peer) {
        peers[peer].present = false;
    }

    void setZone(int peer, String zone) {
        peers[peer].zone = zone;
    }

    /** It is about to stop, and takes nothing more until it is up anew. */
    void leaving(int peer) {
        peers[peer].leaving = true;
    }

    /** A connection to it is up; {@code holder} is who answered. */
    void up(int peer, long holder, long now) {
        Peer known = peers[peer];
        known.up = true;
        known.seen = true;
        known.leaving = false;
        known.notBefore = now;
        known.holder = holder;
    }

    void down(int peer) {
        peers[peer].up = false;
    }

    /** Indexes are below this. */
    int end() {
        return end;
    }

    /** How many are up. */
    int upCount() {
        int up = 0;
        for (int i = 0; i < end; i++) {
            up += peers[i].up ? 1 : 0;
        }
        return up;
    }

    /** Leaves the peer alone for so long. */
    void pause(int peer, long nanos, long now) {
        Peer paused = peers[peer];
        paused.notBefore = now + nanos;
        if (!pausing || paused.notBefore - pauseOverAt < 0) {
            pausing = true;
            pauseOverAt = paused.notBefore;
        }
    }

    /** Whether the pause of a peer is over since this was last asked. */
    boolean isPauseOver(long now) {
        if (!pausing || now - pauseOverAt < 0) {
            return false;
        }
        pausing = false;
        for (int i = 0; i < end; i++) {
            Peer peer = peers[i];
            if (peer.up && peer.notBefore - now > 0 && (!pausing || peer.notBefore - pauseOverAt < 0)) {
                pausing = true;
                pauseOverAt = peer.notBefore;
            }
        }
        return true;
    }

    /**
     * A random peer that could take the frame now, rather one that shares no zone with a holder.
     *
     * @param busy peers known to take nothing at this moment
     * @return its index; -1: none
     */
    int pick(PendingFrame frame, boolean[] busy, long now) {
        ZoneChoice choice = new ZoneChoice(random);
        for (int i = 0; i < end; i++) {
            if (!busy[i] && couldHave(frame, i, now)) {
                choice.offer(i, !sharesZone(frame, peers[i].zone));
            }
        }
        return choice.chosen();
    }

    /** Whether a peer that takes nothing at this moment could have the frame. */
    boolean isAwaitedByAny(PendingFrame frame, boolean[] busy, long now) {
        for (int i = 0; i < end; i++) {
            if (busy[i] && couldHave(frame, i, now)) {
                return true;
            }
        }
        return false;
    }

    private boolean couldHave(PendingFrame frame, int index, long now) {
        Peer peer = peers[index];
        return peer.up
                && !peer.leaving
                && !frame.isAsked(index)
                && !frame.isRefused(index)
                && now - peer.notBefore >= 0
                && peer.holder != ownHolder
                && !frame.holders.contains(peer.holder)
                && !isAsked(frame, peer.holder);
    }

    /** Whether this holder has been sent the frame under another address. */
    private boolean isAsked(PendingFrame frame, long holder) {
        for (long bits = frame.askedBits; bits != 0; bits &= bits - 1) {
            if (peers[Long.numberOfTrailingZeros(bits)].holder == holder) {
                return true;
            }
        }
        return false;
    }

    /** Whether this server, a known holder or one that has been sent the frame is in that zone. */
    private boolean sharesZone(PendingFrame frame, String zone) {
        if (zone.isEmpty()) {
            return false;
        }
        if (zone.equals(ownZone)) {
            return true;
        }
        for (int i = 0; i < end; i++) {
            Peer peer = peers[i];
            if (peer.seen && peer.zone.equals(zone) && (frame.isAsked(i) || frame.holders.contains(peer.holder))) {
                return true;
            }
        }
        return false;
    }
}
