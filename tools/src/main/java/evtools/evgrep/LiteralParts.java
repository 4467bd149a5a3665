package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentPieces;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a string that goes over the borders of slots: where it does, a long part of it is in a slot, and is sooner
 * looked for there than the whole in all values. Not thread-safe.
 *
 * <pre>
 *   blk_123456789     text blk_, a slot of numbers ──► 123456789 in the slot
 * </pre>
 */
final class LiteralParts {
    /** Parts of fewer bytes are in too many values to be looked for. */
    private static final int MIN_PART_BYTES = 5;

    private static final int MAX_PARTS = 4;

    private final LiteralPlacement whole;
    private final ByteSearch literal;
    private final int length;
    private final Map<Integer, LiteralPlacement> known = new HashMap<>();

    LiteralParts(LiteralPlacement whole) {
        this.whole = whole;
        this.literal = whole.literal();
        this.length = literal.length();
    }

    /**
     * Parts, or the whole, of which one is in a slot of each value that has the string anywhere but in the text.
     *
     * @return per slot, places in the string: where a part begins, where it ends, …; null: that isn't known, or parts are
     *     too many or too short
     */
    int @Nullable [][] inSlots(SegmentPieces pieces) {
        if (length > LiteralPlacement.MAX_BYTES
                || length < MIN_PART_BYTES
                || whole.mayCross(pieces, MIN_PART_BYTES - 1)) {
            return null;
        }
        int[][] parts = new int[pieces.slots()][];
        int count = 0;
        for (int slot = 0; slot < parts.length; slot++) {
            parts[slot] = inSlot(pieces, slot);
            count += parts[slot].length / 2;
        }
        return count > MAX_PARTS ? null : parts;
    }

    private int[] inSlot(SegmentPieces pieces, int slot) {
        ColumnStamp stamp = pieces.stamp(slot);
        byte[] before = pieces.literal(slot);
        byte[] after = pieces.literal(slot + 1);
        int[] parts = new int[0];
        for (int from = 0; from <= length - MIN_PART_BYTES; from++) {
            int textBefore = Math.min(before.length, from);
            if ((slot == 0 && from > before.length)
                    || !literal.fitsPart(from - textBefore, textBefore, before, before.length - textBefore)) {
                continue;
            }
            int most = from + Math.min(whole.fitting(stamp.classes(), from), stamp.maxLength());
            for (int to = from + MIN_PART_BYTES; to <= most && parts.length <= 2 * MAX_PARTS; to++) {
                int textAfter = Math.min(after.length, length - to);
                if ((slot + 1 < pieces.slots() || length - to <= after.length)
                        && literal.fitsPart(to, textAfter, after, 0)) {
                    parts = Arrays.copyOf(parts, parts.length + 2);
                    parts[parts.length - 2] = from;
                    parts[parts.length - 1] = to;
                }
            }
        }
        return parts;
    }

    /** The placement of a part, always the same. */
    LiteralPlacement part(int from, int to) {
        return from == 0 && to == length
                ? whole
                : known.computeIfAbsent(
                        from * (LiteralPlacement.MAX_BYTES + 1) + to,
                        key -> new LiteralPlacement(literal.part(from, to)));
    }
}
