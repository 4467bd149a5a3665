package evtools.format.segment;

import org.jspecify.annotations.Nullable;

/** The values of one column, in the order of the ordinals: entries of a domain, or long strings where they lie. */
final class ColumnData {
    final @Nullable Domain domain;
    final int[] entries;
    final byte[] bytes;
    final int[] offsets;
    final int[] lengths;
    final int count;

    private ColumnData(@Nullable Domain domain, int[] entries, byte[] bytes, int[] offsets, int[] lengths, int count) {
        this.domain = domain;
        this.entries = entries;
        this.bytes = bytes;
        this.offsets = offsets;
        this.lengths = lengths;
        this.count = count;
    }

    static ColumnData of(Domain domain, int[] entries, int count) {
        return new ColumnData(domain, entries, new byte[0], new int[0], new int[0], count);
    }

    static ColumnData ofStrings(byte[] bytes, int[] offsets, int[] lengths, int count) {
        return new ColumnData(null, new int[0], bytes, offsets, lengths, count);
    }
}
