package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import java.util.Arrays;

/**
 * Puts events of the same point into their order: by crc, then by their bytes. Reusable,
 * not thread-safe.
 */
final class EventTies {
    /** Events of a sorted block are at least so long that they have a crc. */
    static final int LEAST_EVENT_BYTES = EventFormat.CRC_OFFSET + Integer.BYTES;

    private final TailTable tails;
    private int[] offsets = new int[64];
    private long[] keys = new long[64];

    /** @param tails that the events end in, if they share them */
    EventTies(TailTable tails) {
        this.tails = tails;
    }

    /** Finds the order of events, each preceded by its u16 length; whether it is another than that they are in. */
    private boolean isAnother(byte[] events, int count) throws FormatException {
        boolean another = false;
        for (int i = 0; i < count; i++) {
            int at = offsets[i];
            checkLength(BigEndian.getUnsignedShort(events, at));
            another |= setKey(i, BigEndian.getInt(events, at + EventFormat.LENGTH_BYTES + EventFormat.CRC_OFFSET));
        }
        if (another) {
            sortKeys(events, count);
        }
        return another;
    }

    private static void checkLength(int length) throws FormatException {
        if (length < LEAST_EVENT_BYTES) {
            throw new FormatException(
                    "event of " + length + " bytes in a sorted block (expected at least " + LEAST_EVENT_BYTES + ")");
        }
    }

    /** Returns whether it isn't greater than the one before. */
    private boolean setKey(int index, int crc) {
        keys[index] = (long) (crc ^ Integer.MIN_VALUE) << Integer.SIZE | index;
        return index > 0 && keys[index - 1] >> Integer.SIZE >= keys[index] >> Integer.SIZE;
    }

    private void sortKeys(byte[] events, int count) {
        Arrays.sort(keys, 0, count);
        for (int i = 1; i < count; i++) {
            if (keys[i - 1] >> Integer.SIZE == keys[i] >> Integer.SIZE) {
                i = sortByBytes(events, i - 1, count);
            }
        }
    }

    /** Sorts the events that have the crc of the one at {@code from} in the order; returns where they end. */
    private int sortByBytes(byte[] events, int from, int count) {
        int to = from + 1;
        while (to < count && keys[to] >> Integer.SIZE == keys[from] >> Integer.SIZE) {
            to++;
        }
        Long[] same = new Long[to - from];
        for (int i = 0; i < same.length; i++) {
            same[i] = keys[from + i];
        }
        Arrays.sort(same, (a, b) -> compare(events, a.intValue(), b.intValue()));
        for (int i = 0; i < same.length; i++) {
            keys[from + i] = same[i];
        }
        return to;
    }

    private int compare(byte[] events, int a, int b) {
        return tails.compareAtSamePoint(
                events,
                offsets[a] + EventFormat.LENGTH_BYTES,
                BigEndian.getUnsignedShort(events, offsets[a]),
                events,
                offsets[b] + EventFormat.LENGTH_BYTES,
                BigEndian.getUnsignedShort(events, offsets[b]));
    }

    private void ensure(int count) {
        if (offsets.length < count) {
            offsets = new int[count * 2];
            keys = new long[count * 2];
        }
    }

    /**
     * Sorts {@link RowBatch} places by the events that lie there.
     *
     * @param crcs of these events; not sorted
     */
    void sortPlaces(byte[] events, long[] places, int[] crcs, int from, int count) throws FormatException {
        ensure(count);
        boolean another = false;
        for (int i = 0; i < count; i++) {
            checkLength(RowBatch.length(places[from + i]));
            another |= setKey(i, crcs[from + i]);
        }
        if (!another) {
            return;
        }
        long[] before = Arrays.copyOfRange(places, from, from + count);
        for (int i = 0; i < count; i++) {
            offsets[i] = RowBatch.start(before[i]);
        }
        sortKeys(events, count);
        for (int i = 0; i < count; i++) {
            places[from + i] = before[(int) keys[i]];
        }
    }

    /** Puts the rows of some events, given in the order in which these lie, into the order of the events. */
    void sortRows(byte[] events, int count, int[] rows, int from) throws FormatException {
        ensure(count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = at;
            at += EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(events, at);
        }
        if (!isAnother(events, count)) {
            return;
        }
        int[] before = Arrays.copyOfRange(rows, from, from + count);
        for (int i = 0; i < count; i++) {
            rows[from + i] = before[(int) keys[i]];
        }
    }
}
