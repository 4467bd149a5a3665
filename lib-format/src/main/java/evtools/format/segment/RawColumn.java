package evtools.format.segment;

import evtools.format.FormatException;

/** Values one after another. */
final class RawColumn extends SegmentColumn {
    private final BlockStreams streams;
    private final NumberStream lengths;
    private final int stream;
    private final int count;
    private byte[] bytes = new byte[0];
    private int[] starts = new int[0];

    RawColumn(ColumnStamp stamp, BlockStreams streams, NumberStream lengths, int stream, int count) {
        super(stamp);
        this.streams = streams;
        this.lengths = lengths;
        this.stream = stream;
        this.count = count;
    }

    @Override
    void open() throws FormatException {
        int[] length = lengths.ints(1 << 16);
        bytes = streams.array(stream);
        int at = streams.start(stream);
        long end = (long) at + streams.rawLength(stream);
        starts = new int[count + 1];
        long next = at;
        for (int i = 0; i < count; i++) {
            starts[i] = (int) next;
            next += length[i];
            if (next > end) {
                break;
            }
        }
        if (next != end) {
            throw new FormatException("strings of a column have another length than their stream");
        }
        starts[count] = (int) end;
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        int from = starts[ordinal];
        int length = starts[ordinal + 1] - from;
        System.arraycopy(bytes, from, target, at, length);
        return at + length;
    }

    @Override
    int maxLength() {
        return 1 << 16;
    }
}
