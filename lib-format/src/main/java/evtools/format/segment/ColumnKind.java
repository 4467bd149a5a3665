package evtools.format.segment;

/** How a column is written, the first byte of its description. */
final class ColumnKind {
    static final int CONSTANT = 0;
    static final int COPY = 1;
    static final int DICTIONARY = 2;
    static final int NUMBER = 3;
    static final int RAW = 4;
    static final int SPLIT = 5;

    /** Formats of a number column. */
    static final int DECIMAL = 0;

    static final int PADDED = 1;
    static final int HEX_LOWER = 2;
    static final int HEX_UPPER = 3;
    static final int IPV4 = 4;
    static final int FORMATS = 5;

    /** Longest value of a constant column. */
    static final int MAX_CONSTANT_BYTES = 1 << 16;

    /** Longest value that a stamp can speak of. */
    static final int MAX_LENGTH = 1 << 16;

    private ColumnKind() {}
}
