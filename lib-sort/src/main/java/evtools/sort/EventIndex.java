package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.event.TailTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Points and places of events that lie one after another in an array, each preceded by its u16 length.
 *
 * <pre>
 *   points  | u64 | u64 | …      unsigned
 *   places  | int | int | …      offset of the length, below 64 MiB
 * </pre>
 *
 * <p>The least point of each block of 1,024 entries is known, so that entries before a boundary are found without
 * looking at all of them. Sorting moves these 12 bytes per event and never the events. Not thread-safe.
 */
final class EventIndex {
    private static final int FEW_TIES = 12;
    private static final int BLOCK_BITS = 10;
    private static final int MOVED = -1;

    private long[] points;
    private int[] places;
    private long[] blockMins = new long[1];
    private int count;
    private int moved;
    private long minPoint;
    private long maxPoint;
    private boolean ascending;
    private boolean sorted;

    EventIndex() {
        this(128);
    }

    EventIndex(int capacity) {
        points = new long[Math.max(capacity, 1)];
        places = new int[points.length];
        clear();
    }

    void clear() {
        count = 0;
        moved = 0;
        minPoint = -1L;
        maxPoint = 0;
        ascending = true;
        sorted = true;
    }

    void add(long point, int place) {
        if (count == points.length) {
            points = Arrays.copyOf(points, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        points[count] = point;
        places[count] = place;
        int block = count >>> BLOCK_BITS;
        if ((count & ((1 << BLOCK_BITS) - 1)) == 0) {
            if (block == blockMins.length) {
                blockMins = Arrays.copyOf(blockMins, block * 2);
            }
            blockMins[block] = point;
        } else if (Long.compareUnsigned(point, blockMins[block]) < 0) {
            blockMins[block] = point;
        }
        count++;
        if (Long.compareUnsigned(point, maxPoint) >= 0) {
            maxPoint = point;
        } else {
            ascending = false;
        }
        if (Long.compareUnsigned(point, minPoint) < 0) {
            minPoint = point;
        }
        sorted = false;
    }

    /** Forgets all but the first {@code newCount} entries; only before any was moved or sorted. */
    void truncate(int newCount) {
        if (newCount == 0) {
            clear();
        } else {
            // The bounds may now be wider than need be, which sorting doesn't mind.
            count = newCount;
        }
    }

    /** Entries that are there. */
    int count() {
        return count - moved;
    }

    /** The least point, or the greatest there can be when the index is empty. */
    long minPoint() {
        return minPoint;
    }

    /** The greatest point, or 0 when the index is empty. */
    long maxPoint() {
        return maxPoint;
    }

    /** The point of an entry; only after {@link #sort} or {@link #compact}. */
    long point(int index) {
        return points[index];
    }

    /** The place of an entry; only after {@link #sort} or {@link #compact}. */
    int place(int index) {
        return places[index];
    }

    long memoryBytes() {
        return 12L * points.length;
    }

    /**
     * Moves all entries before {@code boundary} to the end of {@code target}; the others stay, in their order. Looks
     * only at blocks in which there are such entries.
     */
    void moveBefore(long boundary, EventIndex target) {
        long min = -1L;
        for (int block = 0; block << BLOCK_BITS < count; block++) {
            if (Long.compareUnsigned(blockMins[block], boundary) < 0) {
                moveFromBlock(block, boundary, target);
            }
            min = Long.compareUnsigned(blockMins[block], min) < 0 ? blockMins[block] : min;
        }
        minPoint = min;
        if (moved == count) {
            clear();
        }
    }

    private void moveFromBlock(int block, long boundary, EventIndex target) {
        long min = -1L;
        int end = Math.min(count, (block + 1) << BLOCK_BITS);
        for (int i = block << BLOCK_BITS; i < end; i++) {
            if (places[i] == MOVED) {
                continue;
            }
            long point = points[i];
            if (Long.compareUnsigned(point, boundary) < 0) {
                target.add(point, places[i]);
                places[i] = MOVED;
                moved++;
            } else if (Long.compareUnsigned(point, min) < 0) {
                min = point;
            }
        }
        blockMins[block] = min;
    }

    /** Closes the gaps that {@link #moveBefore} left, so that all entries from 0 on are there. */
    void compact() {
        if (moved == 0) {
            return;
        }
        int all = count;
        long[] allPoints = points;
        int[] allPlaces = places;
        clear();
        for (int i = 0; i < all; i++) {
            if (allPlaces[i] != MOVED) {
                add(allPoints[i], allPlaces[i]);
            }
        }
    }

    /** Brings the entries into the order of their events, which lie whole in {@code bytes}. */
    void sort(byte[] bytes, SortScratch scratch) {
        sort(bytes, null, scratch);
    }

    /**
     * Brings the entries into the order of their events, which lie in {@code bytes}.
     *
     * @param tails what the events may end in; null: they are whole
     */
    void sort(byte[] bytes, @Nullable TailTable tails, SortScratch scratch) {
        compact();
        if (sorted) {
            return;
        }
        if (!ascending) {
            long range = maxPoint - minPoint;
            if (range >>> RadixSort.VALUE_BITS == 0) {
                sortNarrow(scratch, range);
            } else {
                sortWide(scratch, range);
            }
            ascending = true;
        }
        sortTies(bytes, tails);
        sorted = true;
    }

    private void sortNarrow(SortScratch scratch, long range) {
        long base = minPoint;
        long[] keys = scratch.keys(count);
        for (int i = 0; i < count; i++) {
            keys[i] = (points[i] - base) << RadixSort.PAYLOAD_BITS | places[i];
        }
        keys = scratch.radix().sort(keys, scratch.otherKeys(count), count, range);
        for (int i = 0; i < count; i++) {
            long key = keys[i];
            points[i] = base + (key >>> RadixSort.PAYLOAD_BITS);
            places[i] = (int) (key & RadixSort.PAYLOAD_MASK);
        }
    }

    /** Points further apart than a key can hold: stably by their lower bits, then stably by their upper bits. */
    private void sortWide(SortScratch scratch, long range) {
        long base = minPoint;
        long lowMask = (1L << RadixSort.VALUE_BITS) - 1;
        long[] keys = scratch.keys(count);
        long[] other = scratch.otherKeys(count);
        for (int i = 0; i < count; i++) {
            keys[i] = (points[i] - base & lowMask) << RadixSort.PAYLOAD_BITS | i;
        }
        long[] byLow = scratch.radix().sort(keys, other, count, lowMask);
        for (int i = 0; i < count; i++) {
            int index = (int) (byLow[i] & RadixSort.PAYLOAD_MASK);
            keys[i] = (points[index] - base) >>> RadixSort.VALUE_BITS << RadixSort.PAYLOAD_BITS | index;
        }
        long[] byHigh = scratch.radix().sort(keys, other, count, range >>> RadixSort.VALUE_BITS);
        long[] sortedPoints = new long[points.length];
        int[] sortedPlaces = new int[places.length];
        for (int i = 0; i < count; i++) {
            int index = (int) (byHigh[i] & RadixSort.PAYLOAD_MASK);
            sortedPoints[i] = points[index];
            sortedPlaces[i] = places[index];
        }
        points = sortedPoints;
        places = sortedPlaces;
    }

    private void sortTies(byte[] bytes, @Nullable TailTable tails) {
        int first = 0;
        for (int i = 1; i <= count; i++) {
            if (i < count && points[i] == points[first]) {
                continue;
            }
            if (i - first > 1) {
                sortEqualPoints(bytes, tails, first, i);
            }
            first = i;
        }
    }

    private void sortEqualPoints(byte[] bytes, @Nullable TailTable tails, int from, int to) {
        if (to - from <= FEW_TIES) {
            insertionSort(bytes, tails, from, to);
        } else {
            int[] scratch = Arrays.copyOfRange(places, from, to);
            mergeSort(bytes, tails, scratch, places, from, from, to);
        }
    }

    private void insertionSort(byte[] bytes, @Nullable TailTable tails, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int place = places[i];
            int j = i;
            while (j > from && compare(bytes, tails, places[j - 1], place) > 0) {
                places[j] = places[j - 1];
                j--;
            }
            places[j] = place;
        }
    }

    /**
     * Sorts {@code target[from … to)}; {@code source} holds the same places, its first element belonging to
     * {@code sourceBase}. The two swap roles at each level.
     */
    private static void mergeSort(
            byte[] bytes, @Nullable TailTable tails, int[] source, int[] target, int sourceBase, int from, int to) {
        mergeLevel(bytes, tails, source, -sourceBase, target, 0, from, to);
    }

    private static void mergeLevel(
            byte[] bytes,
            @Nullable TailTable tails,
            int[] source,
            int sourceShift,
            int[] target,
            int targetShift,
            int from,
            int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        mergeLevel(bytes, tails, target, targetShift, source, sourceShift, from, middle);
        mergeLevel(bytes, tails, target, targetShift, source, sourceShift, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to
                    || (left < middle
                            && compare(bytes, tails, source[left + sourceShift], source[right + sourceShift]) <= 0);
            target[i + targetShift] = source[(takeLeft ? left++ : right++) + sourceShift];
        }
    }

    /** Compares two events at the same point. */
    static int compare(byte[] bytes, @Nullable TailTable tails, int place, int otherPlace) {
        int event = place + EventFormat.LENGTH_BYTES;
        int length = BigEndian.getUnsignedShort(bytes, place);
        int otherEvent = otherPlace + EventFormat.LENGTH_BYTES;
        int otherLength = BigEndian.getUnsignedShort(bytes, otherPlace);
        return tails == null
                ? EventOrder.compareAtSamePoint(bytes, event, length, bytes, otherEvent, otherLength)
                : tails.compareAtSamePoint(bytes, event, length, bytes, otherEvent, otherLength);
    }
}
