package evtools.replication;

import java.util.random.RandomGenerator;

/** The peers as healing sees them: who is up, who only silent, who lacks what and may be sent it. */
final class HealerPeers {
    private final long ownHolder;
    private String ownZone = "";
    private final RandomGenerator random;
    private final HealerPeer[] peers = new HealerPeer[HolderSet.MAX_HOLDERS];
    private int end;

    HealerPeers(long ownHolder, RandomGenerator random) {
        this.ownHolder = ownHolder;
        this.random = random;
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new HealerPeer();
        }
    }

    void setOwnZone(String zone) {
        ownZone = zone;
    }

    HealerPeer get(int peer) {
        return peers[peer];
    }

    /** One more than the greatest number in use. */
    int end() {
        return end;
    }

    void add(int peer, String zone, long now) {
        HealerPeer added = new HealerPeer();
        added.present = true;
        added.zone = zone;
        added.silentSince = now;
        peers[peer] = added;
        end = Math.max(end, peer + 1);
    }

    void up(int peer, long holder, long now) {
        HealerPeer at = peers[peer];
        at.up = true;
        at.seen = true;
        at.gone = false;
        at.holder = holder;
        at.notBefore = now;
        at.inFlightBytes = 0;
    }

    /** Whether this is the address by which a server that is up is known; others may lead to the same one. */
    boolean isPrimary(int peer) {
        HealerPeer at = peers[peer];
        return at.present && at.up && at.holder != ownHolder && upAt(at.holder) == peer;
    }

    private int upAt(long holder) {
        for (int i = 0; i < end; i++) {
            if (peers[i].present && peers[i].up && peers[i].holder == holder) {
                return i;
            }
        }
        return -1;
    }

    /** Whether this is a server that is silent and still counts. */
    boolean isAbsent(int peer) {
        HealerPeer at = peers[peer];
        return at.present && !at.up && !at.gone && !(at.seen && (at.holder == ownHolder || upAt(at.holder) >= 0));
    }

    /** Whether this peer has just been silent for too long: since before that time. */
    boolean becomesGone(int peer, long before) {
        HealerPeer at = peers[peer];
        if (at.present && !at.up && !at.gone && at.silentSince - before <= 0) {
            at.gone = true;
            return true;
        }
        return false;
    }

    long upBits() {
        long bits = 0;
        for (int i = 0; i < end; i++) {
            if (isPrimary(i)) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    /** A random server that is up; -1 if none is. */
    int random() {
        int chosen = -1;
        int seen = 0;
        for (int i = 0; i < end; i++) {
            if (isPrimary(i) && random.nextInt(++seen) == 0) {
                chosen = i;
            }
        }
        return chosen;
    }

    /** Those of {@code bits} that are up and not left alone for being full. */
    long takers(long bits, long now) {
        long takers = 0;
        for (int i = 0; i < end; i++) {
            if ((bits >>> i & 1) != 0 && peers[i].up && now - peers[i].notBefore >= 0) {
                takers |= 1L << i;
            }
        }
        return takers;
    }

    /** Those of the candidates that are in a zone without a holder; all of them if there are none such. */
    long inOtherZones(long candidates, long holders) {
        long fresh = 0;
        for (int i = 0; i < end; i++) {
            if ((candidates >>> i & 1) != 0 && isFresh(peers[i].zone, holders)) {
                fresh |= 1L << i;
            }
        }
        return fresh == 0 ? candidates : fresh;
    }

    /** A random one of the candidates that has room; -1 if none has. */
    int pick(long candidates, int length, long maxInFlightBytes) {
        int chosen = -1;
        int seen = 0;
        for (int i = 0; i < end; i++) {
            long under = peers[i].inFlightBytes;
            if ((candidates >>> i & 1) != 0
                    && (under == 0 || under + length <= maxInFlightBytes)
                    && random.nextInt(++seen) == 0) {
                chosen = i;
            }
        }
        return chosen;
    }

    private boolean isFresh(String zone, long holders) {
        if (zone.isEmpty() || zone.equals(ownZone)) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            if ((holders >>> i & 1) != 0 && peers[i].zone.equals(zone)) {
                return false;
            }
        }
        return true;
    }
}
