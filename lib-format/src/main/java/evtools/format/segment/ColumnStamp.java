package evtools.format.segment;

/**
 * What is known of a column's values without opening it.
 *
 * @param kind one of constant, copy, dictionary, number, raw, split
 * @param minLength bytes of the shortest value
 * @param maxLength bytes of the longest value
 * @param classes which bytes occur in the values, as bits of {@link ByteClasses}
 */
public record ColumnStamp(int kind, int minLength, int maxLength, int classes) {
    /** Whether a value can contain all of these bytes one after another, as far as the stamp says. */
    public boolean mayContain(byte[] text, int offset, int length) {
        return length <= maxLength && (ByteClasses.of(text, offset, length) & ~classes) == 0;
    }
}
