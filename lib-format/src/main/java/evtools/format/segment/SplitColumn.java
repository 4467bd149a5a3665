package evtools.format.segment;

import evtools.format.FormatException;

/** Values that share their punctuation: literals, and columns of what stands between them. */
final class SplitColumn extends SegmentColumn implements SegmentPieces {
    private final ColumnExceptions exceptions;
    private final byte[][] literals;
    private final SegmentColumn[] parts;

    /** @param literals one more than parts */
    SplitColumn(ColumnStamp stamp, ColumnExceptions exceptions, byte[][] literals, SegmentColumn[] parts) {
        super(stamp);
        this.exceptions = exceptions;
        this.literals = literals;
        this.parts = parts;
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
        for (int i = 0; i < parts.length; i++) {
            byte[] literal = literals[i];
            System.arraycopy(literal, 0, target, to, literal.length);
            to = parts[i].copy(ordinal, target, to + literal.length);
        }
        byte[] last = literals[parts.length];
        System.arraycopy(last, 0, target, to, last.length);
        return to + last.length;
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
