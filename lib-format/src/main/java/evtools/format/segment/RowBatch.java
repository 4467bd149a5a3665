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

    /** Per template of the block: the first row of a list. */
    private final int[] firstOfTemplate;

    private final int[] touched;
    private int[] next = new int[0];
    private int[] order = new int[0];
    private int[] start = new int[0];
    private byte[] bytes = new byte[1 << 18];
    private int rows;

    RowBatch(int templates) {
        firstOfTemplate = new int[templates];
        Arrays.fill(firstOfTemplate, NONE);
        touched = new int[templates];
    }

    /** Finds an order of {@code count} rows from {@code from} on that keeps those of a template together. */
    void order(int[] templateOfRow, int from, int count) {
        rows = count;
        if (next.length < count) {
            next = new int[count];
            order = new int[count];
            start = new int[count];
        }
        int templates = 0;
        for (int i = count - 1; i >= 0; i--) {
            int template = templateOfRow[from + i];
            if (firstOfTemplate[template] == NONE) {
                touched[templates++] = template;
            }
            next[i] = firstOfTemplate[template];
            firstOfTemplate[template] = i;
        }
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

    /** An array for the rows of at least so many bytes, with what is in it. */
    byte[] ensure(int length) {
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
        }
        return bytes;
    }

    /** Says where a row begins, with its u16 length. */
    void place(int row, int at) {
        start[row] = at;
    }

    /** Puts rows of the same point into the order of their events. */
    void sort(EventTies ties, int from, int count) throws FormatException {
        ties.sortPlaces(bytes, start, from, count);
    }

    /** Copies the rows in the order of the block; returns where they end. */
    int copy(byte[] target, int at) {
        int to = at;
        for (int row = 0; row < rows; row++) {
            int from = start[row];
            int length = EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(bytes, from);
            System.arraycopy(bytes, from, target, to, length);
            to += length;
        }
        return to;
    }
}
