package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.ShortCopy;
import java.util.Arrays;

/** Values that share their punctuation: literals, and columns of what stands between them. */
final class SplitColumn extends SegmentColumn implements SegmentPieces {
    private static final int PADDING = 16;

    private final ColumnExceptions exceptions;
    private final byte[][] literals;
    private final SegmentColumn[] parts;

    /** The literals one after another, and where each begins; then room for copies that reach beyond them. */
    private final byte[] pieces;

    private final int[] starts;

    /** @param literals one more than parts */
    SplitColumn(ColumnStamp stamp, ColumnExceptions exceptions, byte[][] literals, SegmentColumn[] parts) {
        super(stamp);
        this.exceptions = exceptions;
        this.literals = literals;
        this.parts = parts;
        ByteArrayBuilder all = new ByteArrayBuilder(64);
        starts = new int[literals.length + 1];
        for (int i = 0; i < literals.length; i++) {
            all.put(literals[i]);
            starts[i + 1] = all.length();
        }
        pieces = Arrays.copyOf(all.array(), all.length() + PADDING);
    }

    @Override
    public SegmentPieces pieces() {
        return this;
    }

    @Override
    public ColumnExceptions exceptions() throws FormatException {
        exceptions.load();
        return exceptions;
    }

    @Override
    public int slots() {
        return parts.length;
    }

    @Override
    public byte[] literal(int index) {
        return literals[index];
    }

    @Override
    public ColumnStamp stamp(int index) {
        return parts[index].stamp();
    }

    @Override
    public SegmentColumn column(int index) {
        return parts[index];
    }

    @Override
    void open() throws FormatException {
        exceptions.load();
        for (SegmentColumn part : parts) {
            part.load();
        }
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        int exception = exceptions.find(ordinal);
        if (exception >= 0) {
            return exceptions.copy(exception, target, at);
        }
        int to = at;
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            int end = starts[i + 1];
            ShortCopy.copyLoosely(pieces, from, target, to, end - from);
            to = parts[i].copy(ordinal, target, to + end - from);
            from = end;
        }
        int last = starts[parts.length + 1] - from;
        ShortCopy.copyLoosely(pieces, from, target, to, last);
        return to + last;
    }

    @Override
    int maxLength() {
        int most = BlockLayout.MAX_VALUE_BYTES;
        for (SegmentColumn part : parts) {
            most += part.maxLength();
        }
        for (byte[] literal : literals) {
            most += literal.length;
        }
        return most;
    }
}
