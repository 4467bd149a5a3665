package evtools.replication;

import java.util.Arrays;

/**
 * The distinct servers known to hold a frame, and which of them have it on disk for good (fsynced).
 *
 * <p>At most {@link #MAX_HOLDERS}; more are not counted, which can only make a caller ask again. Not thread-safe.
 */
public final class HolderSet {
    /** More copies than any cluster of ours has servers. */
    public static final int MAX_HOLDERS = 64;

    private long[] holders = new long[3];
    private long durableBits;
    private int size;

    /**
     * Notes that {@code holder} holds the frame. Durable once said stays durable.
     *
     * @return true if this was news: a new holder, or a known one that has become durable
     */
    public boolean add(long holder, boolean durable) {
        int at = indexOf(holder);
        if (at < 0) {
            if (size == MAX_HOLDERS) {
                return false;
            }
            if (size == holders.length) {
                holders = Arrays.copyOf(holders, Math.min(MAX_HOLDERS, size * 2));
            }
            at = size++;
            holders[at] = holder;
            if (durable) {
                durableBits |= 1L << at;
            }
            return true;
        }
        if (durable && !isDurable(at)) {
            durableBits |= 1L << at;
            return true;
        }
        return false;
    }

    /** Adds all of {@code other}; true if any of it was news. */
    public boolean addAll(HolderSet other) {
        boolean news = false;
        for (int i = 0; i < other.size; i++) {
            news |= add(other.holders[i], other.isDurable(i));
        }
        return news;
    }

    /** Forgets a holder that has said it does not hold the frame (any more); true if it was known. */
    public boolean remove(long holder) {
        int at = indexOf(holder);
        if (at < 0) {
            return false;
        }
        int last = --size;
        holders[at] = holders[last];
        boolean lastDurable = isDurable(last);
        durableBits &= ~(1L << at | 1L << last);
        if (lastDurable && at != last) {
            durableBits |= 1L << at;
        }
        return true;
    }

    /** Whether {@code holder} is known to hold the frame. */
    public boolean contains(long holder) {
        return indexOf(holder) >= 0;
    }

    /** Whether {@code holder} is known to hold the frame durably. */
    public boolean containsDurable(long holder) {
        int at = indexOf(holder);
        return at >= 0 && isDurable(at);
    }

    /** How many distinct holders. */
    public int size() {
        return size;
    }

    /** How many distinct holders have it on disk for good. */
    public int durableCount() {
        return Long.bitCount(durableBits);
    }

    /** The {@code index}-th holder, in no particular order. */
    public long holder(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return holders[index];
    }

    /** Whether the {@code index}-th holder has the frame on disk for good. */
    public boolean isDurable(int index) {
        return (durableBits >>> index & 1) != 0;
    }

    private int indexOf(long holder) {
        for (int i = 0; i < size; i++) {
            if (holders[i] == holder) {
                return i;
            }
        }
        return -1;
    }
}
