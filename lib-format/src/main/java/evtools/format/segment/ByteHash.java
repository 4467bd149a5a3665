package evtools.format.segment;

import evtools.format.BigEndian;

/** A fast hash of short byte strings, for tables in memory; it is never stored. */
final class ByteHash {
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private ByteHash() {}

    static long of(byte[] source, int offset, int length, long seed) {
        long hash = seed ^ (length * FIRST);
        int at = offset;
        int end = offset + length;
        if (length >= Long.BYTES) {
            int last = end - Long.BYTES;
            for (; at < last; at += Long.BYTES) {
                hash = mix(hash, BigEndian.getLong(source, at));
            }
            return mix(hash, BigEndian.getLong(source, last));
        }
        if (length >= Integer.BYTES) {
            long low = BigEndian.getUnsignedInt(source, end - Integer.BYTES);
            return mix(hash, BigEndian.getUnsignedInt(source, at) << 32 | low);
        }
        long tail = 0;
        for (; at < end; at++) {
            tail = tail << 8 | (source[at] & 0xFF);
        }
        return mix(hash, tail);
    }

    static long mix(long hash, long value) {
        long mixed = (hash ^ value) * SECOND;
        return (mixed ^ (mixed >>> 32)) * FIRST;
    }

    /** A place in a table of {@code mask + 1} places. */
    static int place(long hash, int mask) {
        return (int) (hash >>> 32 ^ hash) & mask;
    }
}
