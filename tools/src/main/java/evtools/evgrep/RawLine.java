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

    /**
     * A text, or a value.
     *
     * @param text the text; null: it is a value
     * @param stamp what is known of the values
     * @param slot the slot of the message it fills, or {@link #NO_SLOT}
     * @param values all that there are, if that is known
     */
    record Part(byte @Nullable [] text, ColumnStamp stamp, int slot, byte @Nullable [][] values) {
        private static final ColumnStamp NONE = new ColumnStamp(0, 0, 0, 0);

        static Part text(byte[] text) {
            return new Part(text, NONE, NO_SLOT, null);
        }

        static Part value(ColumnStamp stamp, int slot) {
            return new Part(null, stamp, slot, null);
        }

        static Part oneOf(byte[][] values, ColumnStamp stamp) {
            return new Part(null, stamp, NO_SLOT, values);
        }
    }
}
