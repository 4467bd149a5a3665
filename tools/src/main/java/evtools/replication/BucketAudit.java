package evtools.replication;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One look at one bucket: which peers hold its frames, which frames have too few holders, and what is sent for that.
 * Only one is under way at a time, so this is all that healing keeps of single frames: 45 bytes each.
 */
final class BucketAudit {
    /** A frame sent to a peer and not answered. */
    record FlightId(int peer, FrameKey key) {}

    /** Where in {@link #frames} it is, and when it went. */
    record Flight(int index, long sentAt) {}

    final HealedBucket bucket;
    final long number;
    final BucketFrames frames;
    /** For each frame: peers that hold it on disk for good, or had it until it expired there. */
    final long[] durable;
    /** For each frame: peers that hold it, not surely on disk yet. */
    final long[] soft;
    /** For each peer that is asked: how many frames it has answered for. */
    final int[] answered = new int[HolderSet.MAX_HOLDERS];

    final Map<FlightId, Flight> flights = new LinkedHashMap<>();
    /** Peers that have still to answer. */
    long askedBits;
    /** Those of them to which the next question could not be sent. */
    long unsentBits;
    /** Peers that may hold anything: silent ones, and such as didn't answer. */
    long maybeBits;
    /** Peers that were asked or have an equal digest. */
    long knownBits;
    /** Of them, those whose turn comes before this server's. */
    long earlierBits;
    /** No peer is waited for any more. */
    boolean sending;
    /** The frame that is looked at. */
    int cursor;

    /** When something has to have happened. */
    long deadline;

    boolean waitsForTurn;
    boolean again;

    BucketAudit(HealedBucket bucket, long number, BucketFrames frames, long equalBits) {
        this.bucket = bucket;
        this.number = number;
        this.frames = frames;
        this.durable = new long[frames.size()];
        this.soft = new long[frames.size()];
        Arrays.fill(durable, equalBits);
    }

    /** How many holders a frame lacks, this server counted and those that may hold it too. */
    int missing(int index) {
        return frames.copies(index) - 1 - Long.bitCount(durable[index] | soft[index] | maybeBits);
    }
}
