package evtools.store;

import evtools.format.frame.FrameHeader;
import org.jspecify.annotations.Nullable;

/** Where one frame lies in a store, and what is needed to choose it without reading it. Immutable for callers. */
public final class StoredFrame {
    private final long origin;
    private final long sequence;
    private final int headerCrc;
    private final long minPoint;
    private final long maxPoint;
    private final int acks;
    private final int copies;
    private final long bucket;
    private final int length;
    private final int offset;
    private final Leaf leaf;
    private final long number;
    /** Another frame with the same id: with different bytes, or on a disk that failed. */
    @Nullable
    StoredFrame sameId;

    private boolean checked;

    /** @param checked whether this very process has checked its bytes, when it received or when it found them */
    StoredFrame(Placed placed, Leaf leaf, int offset, long number, boolean checked) {
        this.origin = placed.origin();
        this.sequence = placed.sequence();
        this.headerCrc = placed.headerCrc();
        this.minPoint = placed.minPoint();
        this.maxPoint = placed.maxPoint();
        this.acks = placed.acks();
        this.copies = placed.copies();
        this.bucket = placed.bucket();
        this.length = placed.length();
        this.leaf = leaf;
        this.offset = offset;
        this.number = number;
        this.checked = checked;
    }

    /** What a frame's header says about it. */
    record Placed(
            long origin,
            long sequence,
            int headerCrc,
            long minPoint,
            long maxPoint,
            int acks,
            int copies,
            int length,
            long bucket) {
        static Placed of(FrameHeader header, int headerCrc, int length) {
            return new Placed(
                    header.origin(),
                    header.sequence(),
                    headerCrc,
                    header.minPoint(),
                    header.maxPoint(),
                    header.acks(),
                    header.copies(),
                    length,
                    header.bucket());
        }
    }

    public long origin() {
        return origin;
    }

    public long sequence() {
        return sequence;
    }

    /** The checksum of its header, which covers the whole frame. */
    public int headerCrc() {
        return headerCrc;
    }

    public long minPoint() {
        return minPoint;
    }

    public long maxPoint() {
        return maxPoint;
    }

    /** How many servers shall hold it; 0 if not stated. */
    public int copies() {
        return copies;
    }

    /** The number of its bucket. */
    public long bucket() {
        return bucket;
    }

    /** How many holders its sender waited for; 0 if not stated. */
    public int acks() {
        return acks;
    }

    /** Bytes of the whole frame. */
    public int length() {
        return length;
    }

    /** Where in its leaf it begins. */
    public int offset() {
        return offset;
    }

    /**
     * Whether this process knows all its bytes to be right: it checked them before it wrote them, or has read them since.
     * Of what lay in the store when it was opened only the newest was read, of the rest only the headers. For the one
     * thread that sets it.
     */
    public boolean isChecked() {
        return checked;
    }

    /** Its bytes were read, and found whole. */
    public void setChecked() {
        checked = true;
    }

    Leaf leaf() {
        return leaf;
    }

    /** Counts appends: what has a number up to that of the last completed sync is durable. */
    long number() {
        return number;
    }

    /** Whether its store vouches for it no more, because of its disk. Guarded by the store's lock. */
    boolean isLost() {
        StoreDirectory directory = leaf.directory;
        return directory.gone || (directory.failed && number > directory.durableNumber);
    }

    /** Whether it is on disk for good. Guarded by the store's lock. */
    boolean isDurable() {
        StoreDirectory directory = leaf.directory;
        return !directory.gone && number <= directory.durableNumber;
    }
}
