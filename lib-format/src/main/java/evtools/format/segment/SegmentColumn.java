package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of one slot of a template, in the order of the template's ordinals. Nothing is decompressed before
 * {@link #load}. Not thread-safe; valid until its block is opened anew.
 */
public abstract class SegmentColumn {
    private final ColumnStamp stamp;
    private boolean loaded;

    SegmentColumn(ColumnStamp stamp) {
        this.stamp = stamp;
    }

    public final ColumnStamp stamp() {
        return stamp;
    }

    /** Decompresses what is needed for {@link #append} and the dictionary; does nothing the second time. */
    public final SegmentColumn load() throws FormatException {
        if (!loaded) {
            open();
            loaded = true;
        }
        return this;
    }

    abstract void open() throws FormatException;

    /**
     * Writes the value of a row to {@code target}; returns where it ends. Values of a damaged block may be too long for
     * the array: an {@link IndexOutOfBoundsException}, that callers turn into a {@link FormatException}.
     */
    abstract int copy(int ordinal, byte[] target, int at);

    /** The value, if it is the same in all rows; else null. The array is shared: don't write to it. */
    public byte @Nullable [] constant() {
        return null;
    }

    /** Whether its values are those of a column before it. */
    public boolean isCopy() {
        return false;
    }

    /** What its values are put together from, but for {@link #exceptions}; null: they aren't. */
    public @Nullable SegmentPieces pieces() {
        return null;
    }

    /** Values that don't look like the others, of a column that has {@link #pieces}. */
    public ColumnExceptions exceptions() throws FormatException {
        throw new IllegalStateException("no pieces");
    }

    /** The longest value, to make room for it. */
    int maxLength() {
        return stamp.maxLength();
    }

    /** Appends the value of a row; only after {@link #load}. */
    public final void append(int ordinal, ByteArrayBuilder out) {
        int from = out.length();
        byte[] target = out.ensure(maxLength() + SegmentBlock.SLACK_BYTES);
        out.advance(copy(ordinal, target, from) - from);
    }

    /** How many entries its values come from; 0: the column isn't a dictionary. */
    public int dictionarySize() {
        return 0;
    }

    /** Where these entries are; null: the column isn't a dictionary. */
    public @Nullable Vocabulary vocabulary() {
        return null;
    }

    /** The place of the first of them in the vocabulary; only of a dictionary. */
    public int dictionaryFirst() {
        throw new IllegalStateException("not a dictionary");
    }

    /** Adds the ordinals that have one of these entries of the vocabulary; only of a dictionary, after {@link #load}. */
    public void addOrdinals(BitSet entries, BitSet ordinals) {
        throw new IllegalStateException("not a dictionary");
    }

    /** Which entry a row has; only of a dictionary, after {@link #load}. */
    public int dictionaryIndex(int ordinal) {
        throw new IllegalStateException("not a dictionary");
    }

    /** Appends an entry of the dictionary; entries may belong to other columns only. */
    public void appendEntry(int index, ByteArrayBuilder out) {
        throw new IllegalStateException("not a dictionary");
    }
}
