package evtools.format.event;

import evtools.format.BigEndian;
import java.util.Arrays;

/** The order of events, {@code docs/FORMAT.md} section 6: by point, then crc, then all bytes, all unsigned. */
public final class EventOrder {
    private EventOrder() {}

    /** Compares two valid events, given where their version bytes are. Zero: they are the same event. */
    public static int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int order = Long.compareUnsigned(
                BigEndian.getLong(a, aOffset + EventFormat.POINT_OFFSET),
                BigEndian.getLong(b, bOffset + EventFormat.POINT_OFFSET));
        return order != 0 ? order : compareAtSamePoint(a, aOffset, aLength, b, bOffset, bLength);
    }

    /** The same for two events that are known to have equal points. */
    public static int compareAtSamePoint(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int order = Integer.compareUnsigned(
                BigEndian.getInt(a, aOffset + EventFormat.CRC_OFFSET),
                BigEndian.getInt(b, bOffset + EventFormat.CRC_OFFSET));
        return order != 0
                ? order
                : Arrays.compareUnsigned(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
    }
}
