package evtools.evtail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds, sixteen bytes at a time. */
final class LineFeeds {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long FEEDS = 0x0A0A0A0A0A0A0A0AL;

    private LineFeeds() {}

    /** Index of the first line feed in {@code [from, to)}, -1 if there is none. */
    static int next(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - 2 * Long.BYTES; at += 2 * Long.BYTES) {
            long first = feeds((long) LONG.get(bytes, at));
            long second = feeds((long) LONG.get(bytes, at + Long.BYTES));
            if ((first | second) != 0) {
                return first != 0
                        ? at + (Long.numberOfTrailingZeros(first) >>> 3)
                        : at + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** Not 0 if there is a line feed; the lowest bit set is then the high bit of the first. */
    private static long feeds(long eight) {
        long differs = eight ^ FEEDS;
        // A byte that is zero borrows into its high bit; the lowest such bit is exact.
        return (differs - ONES) & ~differs & HIGH_BITS;
    }
}
