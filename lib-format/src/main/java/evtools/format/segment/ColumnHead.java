package evtools.format.segment;

import evtools.format.FormatException;

/**
 * What is known of a column before its block's meta section is opened.
 *
 * @param kind how it is written
 * @param stamp of its values; of a copy, that of the original
 * @param constant the value, if it is the same in all rows; else empty
 * @param number of a copy: which column; of a dictionary: which domain
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColumnHead(int kind, ColumnStamp stamp, byte[] constant, int number) {
    private static final byte[] NONE = new byte[0];

    /**
     * Reads one.
     *
     * @param constants where the value of a constant column comes next
     * @param before those of the columns of the same template, or parts of the same column, that come before
     * @param domains how many there are
     */
    static ColumnHead read(ByteCursor cursor, ByteCursor constants, ColumnHead[] before, int index, int domains)
            throws FormatException {
        int kind = cursor.readByte();
        if (kind == ColumnKind.CONSTANT) {
            byte[] value = constants.bytes(cursor.bounded(ColumnKind.MAX_CONSTANT_BYTES, "length of a value"));
            int classes = ByteClasses.of(value, 0, value.length);
            return new ColumnHead(kind, new ColumnStamp(kind, value.length, value.length, classes), value, -1);
        }
        if (kind == ColumnKind.COPY) {
            int original = cursor.bounded(index - 1, "slot to copy");
            return new ColumnHead(kind, before[original].stamp, NONE, original);
        }
        if (kind > ColumnKind.SPLIT) {
            throw new FormatException("column of an unknown kind in a block (" + kind + ")");
        }
        ColumnStamp stamp = new ColumnStamp(
                kind,
                cursor.bounded(ColumnKind.MAX_LENGTH, "shortest length"),
                cursor.bounded(ColumnKind.MAX_LENGTH, "longest length"),
                cursor.bounded(ByteClasses.ALL, "byte classes"));
        int domain = kind == ColumnKind.DICTIONARY ? cursor.bounded(domains - 1, "domain") : -1;
        return new ColumnHead(kind, stamp, NONE, domain);
    }
}
