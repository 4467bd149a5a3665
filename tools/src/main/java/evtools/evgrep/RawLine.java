package evtools.evgrep;

import evtools.format.segment.ColumnStamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the original lines of a template are made of, from left to right; without the line end. Immutable.
 *
 * <pre>
 *   time   text   host   text   slot 0   text   slot 1
 *   └── by the form ──┘  └──── message, or by the form ──┘
 * </pre>
 */
record RawLine(List<Part> parts) {
    /** A column that isn't the message's. */
    static final int NO_SLOT = -1;

    /** A text, or a value. The arrays are shared: don't write to them. */
    static final class Part {
        private static final ColumnStamp NONE = new ColumnStamp(0, 0, 0, 0);

        private final byte @Nullable [] text;
        private final ColumnStamp stamp;
        private final int slot;
        private final byte @Nullable [][] values;

        private Part(byte @Nullable [] text, ColumnStamp stamp, int slot, byte @Nullable [][] values) {
            this.text = text;
            this.stamp = stamp;
            this.slot = slot;
            this.values = values;
        }

        static Part text(byte[] text) {
            return new Part(text, NONE, NO_SLOT, null);
        }

        static Part value(ColumnStamp stamp, int slot) {
            return new Part(null, stamp, slot, null);
        }

        static Part oneOf(byte[][] values, ColumnStamp stamp) {
            return new Part(null, stamp, NO_SLOT, values);
        }

        /** The text, which isn't empty; null: it is a value. */
        byte @Nullable [] text() {
            return text;
        }

        /** What is known of the values. */
        ColumnStamp stamp() {
            return stamp;
        }

        /** The slot of the message it fills, or {@link #NO_SLOT}. */
        int slot() {
            return slot;
        }

        /** All values that there are; null: that isn't known. */
        byte @Nullable [][] values() {
            return values;
        }
    }
}
