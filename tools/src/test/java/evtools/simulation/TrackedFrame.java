package evtools.simulation;

import evtools.format.BigEndian;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.replication.FrameKey;
import java.util.ArrayList;
import java.util.List;

/** A frame that a sender has made, and what has become of it as one who sees everything knows it. */
final class TrackedFrame {
    final SimulatedSender sender;
    final long origin;
    final long sequence;
    final long bucket;
    final int copies;
    final int acks;
    final boolean fsync;
    final byte[] bytes;
    /** The events in it, whole. */
    final List<String> events = new ArrayList<>();

    boolean acknowledged;
    boolean confirmed;
    boolean dropped;
    /** How often a server that had it lost it, and how often one that had it for good. */
    int losses;

    int durableLosses;
    /** How many copies have rotted. */
    int rotten;
    /** An archive has it, verified. */
    boolean archived;
    /** How many copies servers have deleted because they might. */
    int deleted;
    /** A server has deleted it because of its age, be it rotten. */
    boolean expired;
    /** Its sender has forgotten it because a server said that it was deleted. */
    boolean settled;

    TrackedFrame(SimulatedSender sender, FrameHeader header, byte[] bytes) {
        this.sender = sender;
        this.origin = header.origin();
        this.sequence = header.sequence();
        this.bucket = header.bucket();
        this.copies = header.copies();
        this.acks = header.acks();
        this.fsync = header.fsync();
        this.bytes = bytes;
    }

    /**
     * Whether the frame must be readable now.
     *
     * @param spooled its sender still has it
     */
    boolean isPromised(boolean spooled) {
        if (dropped || archived) {
            return false;
        }
        if (confirmed) {
            return durableLosses + deleted <= copies - 1;
        }
        return !spooled && acknowledged && (fsync ? durableLosses : losses) + deleted <= acks - 1;
    }

    /** It need not be readable any more: dropped and counted, too often lost, or deleted. */
    boolean isExcused() {
        return dropped || isBeyondItsClass() || (deleted > 0 && !isPromised(false));
    }

    /** Its id and checksum. */
    FrameKey key() {
        return new FrameKey(origin, sequence, BigEndian.getInt(bytes, FrameLimits.HEADER_BYTES - Integer.BYTES));
    }

    /** More was lost than its class stands. */
    boolean isBeyondItsClass() {
        return confirmed ? durableLosses > copies - 1 : (fsync ? durableLosses : losses) > acks - 1;
    }

    @Override
    public String toString() {
        return "frame " + sequence + " of " + sender.name + " (c" + copies + "a" + acks + (fsync ? "s" : "")
                + (acknowledged ? ", acknowledged" : "") + (confirmed ? ", forgotten" : "")
                + (settled ? ", settled" : "") + (archived ? ", archived" : "") + (expired ? ", expired" : "")
                + ", lost " + losses
                + " times, " + durableLosses + " of them durable, deleted " + deleted + " times)";
    }
}
