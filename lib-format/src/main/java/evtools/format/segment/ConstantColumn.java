package evtools.format.segment;

/** The same value in all rows. */
final class ConstantColumn extends SegmentColumn {
    private final byte[] value;

    ConstantColumn(ColumnStamp stamp, byte[] value) {
        super(stamp);
        this.value = value;
    }

    @Override
    void open() {}

    @Override
    public byte[] constant() {
        return value;
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        System.arraycopy(value, 0, target, at, value.length);
        return at + value.length;
    }
}
