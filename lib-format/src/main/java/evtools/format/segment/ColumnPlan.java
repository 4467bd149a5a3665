package evtools.format.segment;

import org.jspecify.annotations.Nullable;

/** How a column is to be written, decided before any is, because columns share dictionaries. */
final class ColumnPlan {
    final int kind;

    /** Dictionary, number: its values. */
    @Nullable
    ColumnData data;

    /** Number: how it is written. */
    int format;

    int width;

    /** Whether its numbers are written as differences. */
    boolean deltas;

    /** Copy: of which slot. */
    int original;

    /** Split: what is around the parts. */
    byte[][] literals = new byte[0][];

    ColumnPlan[] parts = new ColumnPlan[0];

    /** Split: the first entry of each form: others with another mask are exceptions. */
    boolean @Nullable [] conforms;

    /** Which bytes occur in the values; when the head has been written. */
    int classes;

    double estimate;

    ColumnPlan(int kind) {
        this.kind = kind;
    }
}
