package evtools.replication;

import java.util.Iterator;
import java.util.Map;

/**
 * Sends the frames of a bucket that too few servers hold, and hears what became of them. Not thread-safe: its owner's
 * thread only.
 */
final class FrameRepair {
    private static final int MOST_SENDINGS_A_TICK = 4_096;

    private final HealerPeers peers;
    private final HealerLimits limits;
    private final FrameHealer.Output output;
    private final SendBudget budget;
    private long repairedFrames;
    private long repairedBytes;

    FrameRepair(HealerPeers peers, HealerLimits limits, FrameHealer.Output output, SendBudget budget) {
        this.peers = peers;
        this.limits = limits;
        this.output = output;
        this.budget = budget;
    }

    /**
     * Sends as much as may be sent now.
     *
     * @return whether the bucket is done: nothing is left to send, and nothing to be answered
     */
    boolean step(BucketAudit audit, long nowNanos) {
        long busy = 0;
        long takers = peers.takers(audit.knownBits, nowNanos);
        long lackers = audit.knownBits & peers.upBits();
        int sendings = 0;
        while (audit.cursor < audit.frames.size()) {
            int index = audit.cursor;
            if (audit.missing(index) <= 0) {
                audit.cursor++;
                continue;
            }
            if (Long.bitCount(audit.durable[index] & audit.earlierBits) > audit.bucket.patience) {
                audit.waitsForTurn = true;
                audit.cursor++;
                continue;
            }
            int length = audit.frames.length(index);
            long holders = audit.durable[index] | audit.soft[index];
            long candidates = takers & ~holders;
            if (candidates == 0) {
                audit.again |= (lackers & ~holders) != 0;
                audit.cursor++;
                continue;
            }
            long wanted = peers.inOtherZones(candidates, holders | audit.maybeBits) & ~busy;
            int peer = peers.pick(wanted, length, limits.maxInFlightBytes());
            if (peer < 0 || budget.isSpent() || ++sendings > MOST_SENDINGS_A_TICK) {
                return false;
            }
            FrameKey key = audit.frames.key(index);
            switch (output.send(peer, key)) {
                case SENT -> {
                    budget.spend(length);
                    peers.get(peer).inFlightBytes += length;
                    audit.flights.put(new BucketAudit.FlightId(peer, key), new BucketAudit.Flight(index, nowNanos));
                    // Counted at once, so that it is not sent there twice; a failure looks at the bucket again.
                    audit.soft[index] |= 1L << peer;
                }
                case BUSY -> busy |= 1L << peer;
                case GONE -> {
                    audit.frames.settle(index);
                    audit.again = true;
                }
            }
        }
        return audit.flights.isEmpty();
    }

    /** Time has passed; to be followed by a {@link #step}. */
    void tick(BucketAudit audit, long nowNanos) {
        dropSilent(audit, nowNanos);
        if (budget.isSpent() || !audit.flights.isEmpty()) {
            audit.deadline = nowNanos + limits.answerNanos();
        } else if (nowNanos - audit.deadline >= 0) {
            // Nobody takes anything.
            audit.cursor = audit.frames.size();
            audit.again = true;
        }
    }

    private void dropSilent(BucketAudit audit, long nowNanos) {
        Iterator<Map.Entry<BucketAudit.FlightId, BucketAudit.Flight>> flights =
                audit.flights.entrySet().iterator();
        while (flights.hasNext()) {
            Map.Entry<BucketAudit.FlightId, BucketAudit.Flight> flight = flights.next();
            if (nowNanos - flight.getValue().sentAt() < limits.answerNanos()) {
                return;
            }
            HealerPeer silent = peers.get(flight.getKey().peer());
            silent.inFlightBytes -= audit.frames.length(flight.getValue().index());
            silent.notBefore = nowNanos + limits.retryNanos();
            audit.soft[flight.getValue().index()] &= ~(1L << flight.getKey().peer());
            audit.again = true;
            flights.remove();
        }
    }

    /** False if the peer answered for a frame that was not sent to it by this. */
    boolean answered(BucketAudit audit, int peer, FrameKey key, AnswerStatus status, long nowNanos) {
        BucketAudit.Flight flight = audit.flights.remove(new BucketAudit.FlightId(peer, key));
        if (flight == null) {
            return false;
        }
        HealerPeer at = peers.get(peer);
        at.inFlightBytes -= audit.frames.length(flight.index());
        if (status.holds()) {
            audit.soft[flight.index()] |= 1L << peer;
            repairedFrames++;
            repairedBytes += audit.frames.length(flight.index());
        } else if (status == AnswerStatus.ARCHIVED) {
            audit.frames.settle(flight.index());
        } else if (status == AnswerStatus.EXPIRED) {
            audit.durable[flight.index()] |= 1L << peer;
        } else {
            audit.again = true;
            audit.soft[flight.index()] &= ~(1L << peer);
            if (status == AnswerStatus.REFUSED) {
                output.suspect(key);
            } else {
                at.notBefore = nowNanos + limits.retryNanos();
            }
        }
        return true;
    }

    /** The connection to a peer is lost, and what was under way to it with it. */
    void peerDown(BucketAudit audit, int peer) {
        long bit = 1L << peer;
        audit.flights.entrySet().removeIf(flight -> {
            if (flight.getKey().peer() == peer) {
                audit.soft[flight.getValue().index()] &= ~bit;
                audit.again = true;
                return true;
            }
            return false;
        });
    }

    /** Waits for no answer any more. */
    void giveUp(BucketAudit audit) {
        audit.flights.forEach(
                (id, flight) -> peers.get(id.peer()).inFlightBytes -= audit.frames.length(flight.index()));
        audit.flights.clear();
    }

    /** Frames that peers took. */
    long repairedFrames() {
        return repairedFrames;
    }

    /** Their bytes. */
    long repairedBytes() {
        return repairedBytes;
    }
}
