package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values that don't look like the others of their column: each the difference of its ordinal from the one before, its
 * length, its bytes.
 */
public final class ColumnExceptions {
    private final BlockStreams streams;
    private final int stream;
    private final int count;
    private final int rows;
    private int @Nullable [] ordinals;

    /** A bit per row: whether it is one. Most aren't. */
    private long[] isException = new long[0];

    private int[] starts = new int[0];
    private int[] lengths = new int[0];
    private byte[] bytes = new byte[0];

    private ColumnExceptions(BlockStreams streams, int stream, int count, int rows) {
        this.streams = streams;
        this.stream = stream;
        this.count = count;
        this.rows = rows;
    }

    static ColumnExceptions read(ByteCursor meta, BlockStreams streams, int stream, int rows) throws FormatException {
        int count = meta.bounded(rows, "number of exceptions");
        if (count > 0 && stream >= streams.count()) {
            throw new FormatException("exceptions of a block have no stream");
        }
        return new ColumnExceptions(streams, stream, count, rows);
    }

    int streamCount() {
        return count > 0 ? 1 : 0;
    }

    void load() throws FormatException {
        if (count == 0 || ordinals != null) {
            return;
        }
        bytes = streams.array(stream);
        ByteCursor cursor =
                new ByteCursor(bytes, streams.start(stream), streams.rawLength(stream), "exceptions of a column");
        int[] loaded = new int[count];
        starts = new int[count];
        lengths = new int[count];
        isException = new long[(rows + Long.SIZE - 1) / Long.SIZE];
        int ordinal = -1;
        for (int i = 0; i < count; i++) {
            ordinal += 1 + cursor.bounded(rows - ordinal - 2, "ordinal");
            loaded[i] = ordinal;
            isException[ordinal >> 6] |= 1L << ordinal;
            lengths[i] = cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length");
            starts[i] = cursor.skip(lengths[i]);
        }
        cursor.expectEnd();
        ordinals = loaded;
    }

    /** How many there are. */
    public int size() {
        return count;
    }

    /** Which row an exception is. */
    public int ordinal(int index) {
        int[] known = ordinals;
        return known == null ? -1 : known[index];
    }

    /** Appends the value of an exception. */
    public void append(int index, ByteArrayBuilder out) {
        out.put(bytes, starts[index], lengths[index]);
    }

    /** Which exception a row is; negative: none. */
    int find(int ordinal) {
        int[] known = ordinals;
        return known == null || (isException[ordinal >> 6] >>> ordinal & 1) == 0
                ? -1
                : Arrays.binarySearch(known, ordinal);
    }

    int copy(int index, byte[] target, int at) {
        System.arraycopy(bytes, starts[index], target, at, lengths[index]);
        return at + lengths[index];
    }
}
