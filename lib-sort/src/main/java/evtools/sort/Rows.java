package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.event.TailTable;
import evtools.format.stream.SharedTail;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows whose tokens end in a tail that is kept elsewhere: comparing them. */
final class Rows {
    private Rows() {}

    /**
     * Compares two valid rows at the same point as {@link EventOrder} compares the whole events. Where the tails are the
     * same, rows compare as they lie: up to the tokens' length nothing differs from the whole events, that length
     * differs by as much.
     *
     * @param aTail what the tokens of a end in; null: it is whole
     */
    static int compareAtSamePoint(
            byte[] a,
            int aOffset,
            int aLength,
            @Nullable SharedTail aTail,
            byte[] b,
            int bOffset,
            int bLength,
            @Nullable SharedTail bTail) {
        int order = Integer.compareUnsigned(
                BigEndian.getInt(a, aOffset + EventFormat.CRC_OFFSET),
                BigEndian.getInt(b, bOffset + EventFormat.CRC_OFFSET));
        if (order != 0) {
            return order;
        }
        if (same(aTail, bTail)) {
            // The first bytes, the tail's numbers in two frames, say nothing.
            return Arrays.compareUnsigned(a, aOffset + 1, aOffset + aLength, b, bOffset + 1, bOffset + bLength);
        }
        order = TailTable.compareBeforeTokens(a, aOffset, aLength, b, bOffset, bLength);
        if (order != 0) {
            return order;
        }
        byte[] wholeA = whole(a, aOffset, aLength, aTail);
        byte[] wholeB = whole(b, bOffset, bLength, bTail);
        return Arrays.compareUnsigned(wholeA, wholeB);
    }

    @SuppressWarnings("ReferenceEquality") // Different objects with equal bytes only cost more.
    private static boolean same(@Nullable SharedTail a, @Nullable SharedTail b) {
        return a == b;
    }

    private static byte[] whole(byte[] row, int offset, int length, @Nullable SharedTail tail) {
        if (tail == null) {
            return Arrays.copyOfRange(row, offset, offset + length);
        }
        byte[] whole = new byte[length + tail.entries().length];
        tail.expand(row, offset, length, whole, 0);
        return whole;
    }
}
