package evtools.store;

/** A frame in a spool that may not be forgotten yet. Immutable. */
public final class SpoolFrame {
    private final long sequence;
    private final int copies;
    private final int acks;
    private final int length;
    private final long builtPoint;
    private final int offset;
    private final Leaf leaf;

    SpoolFrame(long sequence, int copies, int acks, int length, long builtPoint, int offset, Leaf leaf) {
        this.sequence = sequence;
        this.copies = copies;
        this.acks = acks;
        this.length = length;
        this.builtPoint = builtPoint;
        this.offset = offset;
        this.leaf = leaf;
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

    /** When it was made; 0: not known. */
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
