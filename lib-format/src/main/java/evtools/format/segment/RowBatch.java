package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import java.util.Arrays;

/**
 * Rows that are put together in the order of their templates, and given out in that of the block. Reusable, not
 * thread-safe; memory is that of the rows.
 */
final class RowBatch {
    private static final int NONE = -1;
    private static final int LENGTH_BITS = 17;

    /** Per template of the block: the first row of a list. */
    private final int[] firstOfTemplate;

    private final int[] touched;
    private int[] next = new int[0];
    private int[] order = new int[0];

    /** Per row: its ordinal, and its source in the upper half; its point. What is in no cache is fetched in order. */
    private long[] origins = new long[0];

    private long[] points = new long[0];

    /** Per row, in the order of the block: where its event begins, {@link #LENGTH_BITS} for its length, with the u16. */
    private long[] places = new long[0];

    /** Per row: what its event has at the place of the crc. What sorts rows needn't fetch them for that. */
    private int[] crcs = new int[0];

    private byte[] bytes = new byte[1 << 18];
    private int rows;

    RowBatch(int templates) {
        firstOfTemplate = new int[templates];
        Arrays.fill(firstOfTemplate, NONE);
        touched = new int[templates];
    }

    /** Finds an order of {@code count} rows from {@code from} on that keeps those of a template together. */
    void order(int[] templateOfRow, int[] ordinalOfRow, int[] sourceOfRow, long[] pointOfRow, int from, int count) {
        rows = count;
        if (next.length < count) {
            next = new int[count];
            order = new int[count];
            origins = new long[count];
            points = new long[count];
            places = new long[count];
            crcs = new int[count];
        }
        int templates = 0;
        for (int i = count - 1; i >= 0; i--) {
            int template = templateOfRow[from + i];
            if (firstOfTemplate[template] == NONE) {
                touched[templates++] = template;
            }
            next[i] = firstOfTemplate[template];
            firstOfTemplate[template] = i;
            origins[i] = (long) sourceOfRow[from + i] << Integer.SIZE | ordinalOfRow[from + i];
        }
        System.arraycopy(pointOfRow, from, points, 0, count);
        int at = 0;
        for (int i = 0; i < templates; i++) {
            for (int row = firstOfTemplate[touched[i]]; row != NONE; row = next[row]) {
                order[at++] = row;
            }
            firstOfTemplate[touched[i]] = NONE;
        }
    }

    /** Which row, counted from the first of the batch, comes at this place of the order. */
    int row(int index) {
        return order[index];
    }

    int ordinal(int row) {
        return (int) origins[row];
    }

    int source(int row) {
        return (int) (origins[row] >>> Integer.SIZE);
    }

    long point(int row) {
        return points[row];
    }

    /** An array for the rows of at least so many bytes, with what is in it. */
    byte[] ensure(int length) {
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
        }
        return bytes;
    }

    /** Says where an event lies, with its u16 length; there are bytes enough for a crc in any case. */
    void place(int row, int from, int end) {
        places[row] = (long) from << LENGTH_BITS | (end - from);
        crcs[row] = BigEndian.getInt(bytes, from + EventFormat.LENGTH_BYTES + EventFormat.CRC_OFFSET);
    }

    /** Where a place says that an event lies. */
    static int start(long place) {
        return (int) (place >>> LENGTH_BITS);
    }

    /** How long the event of a place is, without its u16 length. */
    static int length(long place) {
        return ((int) place & (1 << LENGTH_BITS) - 1) - EventFormat.LENGTH_BYTES;
    }

    /** Puts rows of the same point into the order of their events. */
    void sort(EventTies ties, int from, int count) throws FormatException {
        ties.sortPlaces(bytes, places, crcs, from, count);
    }

    /** Copies the rows in the order of the block; returns where they end. */
    int copy(byte[] target, int at) {
        int to = at;
        for (int row = 0; row < rows; row++) {
            long place = places[row];
            int length = length(place) + EventFormat.LENGTH_BYTES;
            System.arraycopy(bytes, start(place), target, to, length);
            to += length;
        }
        return to;
    }
}
