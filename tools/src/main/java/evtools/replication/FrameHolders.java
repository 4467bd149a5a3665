package evtools.replication;

import java.util.Arrays;

/**
 * What a sender knows of who holds one frame, and from whom it knows. A holder's own word counts for more than what
 * another server says of it, which may be old: a server that lists its fellow holders does not learn at once that one
 * of them has lost its disk.
 *
 * <pre>
 *   own word     HELD no    → denied: counts for nothing, whatever others say, until it says otherwise itself
 *                HELD yes   → holds
 *                durably    → holds, confirmed
 *   others' word holds      → holds, unless denied
 *                durably    → holds; confirmed only as long as the holder can't be asked itself
 * </pre>
 *
 * <p>At most {@link HolderSet#MAX_HOLDERS}; more are not counted, which can only make a sender ask again. Not
 * thread-safe.
 */
final class FrameHolders {
    private long[] holders = new long[3];
    private int size;
    private long heldBits;
    /** Said by the holder itself. */
    private long confirmedBits;
    /** Said by others. */
    private long reportedBits;
    /** It has said no since it was last known to hold the frame. */
    private long deniedBits;
    /** It has said no at some time: of its disk only its own word counts. */
    private long distrustedBits;

    /** The holder itself says that it holds the frame. */
    void confirm(long holder, boolean durable) {
        int at = place(holder);
        if (at >= 0) {
            long bit = 1L << at;
            heldBits |= bit;
            deniedBits &= ~bit;
            if (durable) {
                confirmedBits |= bit;
            }
        }
    }

    /**
     * Another server says that the holder holds the frame.
     *
     * @param reachable whether the holder can be asked itself
     */
    void report(long holder, boolean durable, boolean reachable) {
        int at = place(holder);
        if (at < 0) {
            return;
        }
        long bit = 1L << at;
        if ((deniedBits & bit) != 0) {
            if (reachable) {
                return;
            }
            deniedBits &= ~bit;
        }
        heldBits |= bit;
        if (durable && (distrustedBits & bit) == 0) {
            reportedBits |= bit;
        }
    }

    /** The holder itself says that it does not hold the frame. */
    void deny(long holder) {
        int at = place(holder);
        if (at >= 0) {
            long bit = 1L << at;
            heldBits &= ~bit;
            confirmedBits &= ~bit;
            reportedBits &= ~bit;
            deniedBits |= bit;
            distrustedBits |= bit;
        }
    }

    /** That holder is no more: whatever it held is gone. */
    void remove(long holder) {
        int at = indexOf(holder);
        if (at >= 0) {
            int last = --size;
            holders[at] = holders[last];
            heldBits = moved(heldBits, last, at);
            confirmedBits = moved(confirmedBits, last, at);
            reportedBits = moved(reportedBits, last, at);
            deniedBits = moved(deniedBits, last, at);
            distrustedBits = moved(distrustedBits, last, at);
        }
    }

    /**
     * That holder can't be asked any more: it counts only if it is known to have the frame on disk for good.
     *
     * @return whether it counts no more
     */
    boolean removeIfNotDurable(long holder) {
        int at = indexOf(holder);
        if (at < 0 || isDurable(at, false)) {
            return false;
        }
        remove(holder);
        return true;
    }

    private static long moved(long bits, int from, int to) {
        long value = (bits >>> from) & 1;
        long rest = bits & ~(1L << from);
        return from == to ? rest : (rest & ~(1L << to)) | (value << to);
    }

    /** What is on whose disk has to be said again. */
    void unconfirm() {
        confirmedBits = 0;
        reportedBits = 0;
    }

    /** How many distinct servers hold it. */
    int count() {
        return Long.bitCount(heldBits);
    }

    boolean contains(long holder) {
        int at = indexOf(holder);
        return at >= 0 && ((heldBits >>> at) & 1) != 0;
    }

    /** Whether the holder itself has said that it has the frame on disk for good. */
    boolean isConfirmed(long holder) {
        int at = indexOf(holder);
        return at >= 0 && ((confirmedBits >>> at) & 1) != 0;
    }

    /** Whether the holder has said that it does not have the frame, and nothing since. */
    boolean isDenied(long holder) {
        int at = indexOf(holder);
        return at >= 0 && ((deniedBits >>> at) & 1) != 0;
    }

    /** Whether {@code index} below {@link #entries} holds the frame durably, as far as may be believed. */
    boolean isDurable(int index, boolean reachable) {
        long bit = 1L << index;
        return (confirmedBits & bit) != 0 || (!reachable && (reportedBits & bit) != 0);
    }

    /** Whether {@code index} below {@link #entries} holds the frame. */
    boolean holds(int index) {
        return ((heldBits >>> index) & 1) != 0;
    }

    /** How many holders something is known of. */
    int entries() {
        return size;
    }

    /** The {@code index}-th of {@link #entries}. */
    long holder(int index) {
        return holders[index];
    }

    private int place(long holder) {
        int at = indexOf(holder);
        if (at < 0 && size < HolderSet.MAX_HOLDERS) {
            if (size == holders.length) {
                holders = Arrays.copyOf(holders, Math.min(HolderSet.MAX_HOLDERS, size * 2));
            }
            at = size++;
            holders[at] = holder;
        }
        return at;
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
