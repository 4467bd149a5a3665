package evtools.format.segment;

import evtools.format.FormatException;

/**
 * What a text is put together from: literal 0, value of column 0, literal 1, … last literal. The message of a template
 * is, and so are the values of a column that share their punctuation.
 */
public interface SegmentPieces {
    /** How many columns there are; literals are one more. */
    int slots();

    /** The text before a column's value, or after the last one. The array is shared: don't write to it. */
    byte[] literal(int index);

    /** What is known of a column's values without opening it. */
    ColumnStamp stamp(int index);

    /**
     * A column.
     *
     * @throws FormatException if the block is damaged
     */
    SegmentColumn column(int index) throws FormatException;
}
