package evtools.store;

import evtools.format.frame.FrameHeader;

/** A frame in a spool that may not be forgotten yet. Immutable. */
public final class SpoolFrame {
    private final long sequence;
    private final int copies;
    private final int acks;
    private final int length;
    private final int offset;
    private final Leaf leaf;
    private final long bucketEndSeconds;
    private final long builtPoint;

    SpoolFrame(
            long sequence,
            int copies,
            int acks,
            int length,
            int offset,
            Leaf leaf,
            long bucketEndSeconds,
            long builtPoint) {
        this.sequence = sequence;
        this.copies = copies;
        this.acks = acks;
        this.length = length;
        this.offset = offset;
        this.leaf = leaf;
        this.bucketEndSeconds = bucketEndSeconds;
        this.builtPoint = builtPoint;
    }

    /** The frame with this header. */
    static SpoolFrame of(FrameHeader header, int length, long offset, Leaf leaf) {
        return new SpoolFrame(
                header.sequence(),
                Math.max(1, header.copies()),
                Math.max(1, header.acks()),
                length,
                (int) offset,
                leaf,
                (header.bucket() + 1) * header.bucketWidthSeconds(),
                header.builtPoint());
    }

    public long sequence() {
        return sequence;
    }

    /** How many servers shall hold it. */
    public int copies() {
        return copies;
    }

    /** How many servers must confirm it before it counts as acknowledged. */
    public int acks() {
        return acks;
    }

    /** Bytes of the whole frame. */
    public int length() {
        return length;
    }

    /** When its bucket ends, in seconds since the epoch. */
    public long bucketEndSeconds() {
        return bucketEndSeconds;
    }

    /** When it was built. */
    public long builtPoint() {
        return builtPoint;
    }

    int offset() {
        return offset;
    }

    Leaf leaf() {
        return leaf;
    }
}
