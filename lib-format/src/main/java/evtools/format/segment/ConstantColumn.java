package evtools.format.segment;

/** The same value in all rows. */
final class ConstantColumn extends SegmentColumn {
    private final byte[] value;

    ConstantColumn(byte[] value) {
        super(new ColumnStamp(ColumnKind.CONSTANT, value.length, value.length, ByteClasses.of(value, 0, value.length)));
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
