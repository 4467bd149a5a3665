package evtools.format.segment;

import evtools.format.FormatException;

/** Values that are numbers, written in decimal, hexadecimal or as an IPv4 address. */
final class NumberColumn extends SegmentColumn {
    private final int format;
    private final int width;
    private final ColumnExceptions exceptions;
    private final NumberStream numbers;
    private NumberArray values = NumberArray.EMPTY;

    NumberColumn(ColumnStamp stamp, int format, int width, ColumnExceptions exceptions, NumberStream numbers) {
        super(stamp);
        this.format = format;
        this.width = width;
        this.exceptions = exceptions;
        this.numbers = numbers;
    }

    @Override
    void open() throws FormatException {
        exceptions.load();
        values = numbers.array();
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        int exception = exceptions.find(ordinal);
        return exception >= 0
                ? exceptions.copy(exception, target, at)
                : NumberText.write(format, width, values.get(ordinal), target, at);
    }

    @Override
    int maxLength() {
        return BlockLayout.MAX_VALUE_BYTES;
    }
}
