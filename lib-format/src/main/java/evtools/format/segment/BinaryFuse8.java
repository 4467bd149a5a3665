package evtools.format.segment;

import evtools.format.BigEndian;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of 64-bit hashes that says "perhaps" for all it holds and for one in 256 others: a binary fuse filter with
 * 8-bit fingerprints and 3 places a key (Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters",
 * 2022). About 9 bits a key.
 *
 * <pre>
 *   0 seed u64   8 segment length u32, a power of two   12 number of segments u32   16 fingerprints: (segments + 2) ×
 *   segment length
 *
 *   h = mix(key + seed);  place 0 = h × (segments × length) >> 64
 *   place 1 = (place 0 + length) ^ (h >> 18 & length − 1);  place 2 = (place 0 + 2 × length) ^ (h & length − 1)
 *   fingerprint = (h ^ h >> 32) & 255 = the exclusive or of the three places
 * </pre>
 */
final class BinaryFuse8 {
    static final int HEAD_BYTES = 16;

    private static final int MAX_SEGMENT_LENGTH = 1 << 18;
    private static final int ATTEMPTS = 100;

    private BinaryFuse8() {}

    private static long hash(long key, long seed) {
        long h = key + seed;
        h ^= h >>> 33;
        h *= 0xFF51AFD7ED558CCDL;
        h ^= h >>> 33;
        h *= 0xC4CEB9FE1A85EC53L;
        return h ^ (h >>> 33);
    }

    private static int place(long h, int index, int segmentLength, int segments) {
        int first = (int) Math.unsignedMultiplyHigh(h, (long) segments * segmentLength);
        return switch (index) {
            case 0 -> first;
            case 1 -> (first + segmentLength) ^ (int) (h >>> 18 & segmentLength - 1);
            default -> (first + 2 * segmentLength) ^ (int) (h & segmentLength - 1);
        };
    }

    private static int fingerprint(long h) {
        return (int) (h ^ (h >>> 32)) & 0xFF;
    }

    /** Whether a filter's head fits its length. */
    static boolean isValid(byte[] filter, int offset, int length) {
        if (length < HEAD_BYTES) {
            return false;
        }
        long segmentLength = BigEndian.getUnsignedInt(filter, offset + 8);
        long segments = BigEndian.getUnsignedInt(filter, offset + 12);
        return segmentLength > 0
                && segmentLength <= MAX_SEGMENT_LENGTH
                && Long.bitCount(segmentLength) == 1
                && segments > 0
                && segments <= length
                && (segments + 2) * segmentLength + HEAD_BYTES == length;
    }

    /** Whether a valid filter may hold a key. */
    static boolean mayContain(byte[] filter, int offset, long key) {
        long h = hash(key, BigEndian.getLong(filter, offset));
        int segmentLength = BigEndian.getInt(filter, offset + 8);
        int segments = BigEndian.getInt(filter, offset + 12);
        int found = 0;
        for (int i = 0; i < 3; i++) {
            found ^= filter[offset + HEAD_BYTES + place(h, i, segmentLength, segments)];
        }
        return (found & 0xFF) == fingerprint(h);
    }

    /**
     * Makes a filter of distinct keys.
     *
     * @return null if it doesn't work out, which is very improbable
     */
    static byte @Nullable [] build(long[] keys, int count) {
        double size = Math.max(2, count);
        int segmentLength =
                Math.clamp(1L << (int) Math.floor(Math.log(size) / Math.log(3.33) + 2.25), 4, MAX_SEGMENT_LENGTH);
        double factor = Math.max(1.125, 0.875 + 0.25 * Math.log(1e6) / Math.log(size));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // Small sets sometimes don't work out: try other seeds, and more room.
            double room = size * factor * (1 + attempt * 0.02) + 8;
            int segments = Math.max(1, (int) Math.ceil(room / segmentLength) - 2);
            byte[] filter = new byte[HEAD_BYTES + (segments + 2) * segmentLength];
            BigEndian.putLong(filter, 0, hash(attempt + 1L, 0x9E3779B97F4A7C15L));
            BigEndian.putInt(filter, 8, segmentLength);
            BigEndian.putInt(filter, 12, segments);
            if (fill(filter, keys, count, segmentLength, segments)) {
                return filter;
            }
        }
        return null;
    }

    /** Peels keys that are alone at a place, one after another, then fills places in the opposite order. */
    private static boolean fill(byte[] filter, long[] keys, int count, int segmentLength, int segments) {
        long seed = BigEndian.getLong(filter, 0);
        int places = filter.length - HEAD_BYTES;
        int[] keysAt = new int[places];
        long[] mixed = new long[places];
        for (int i = 0; i < count; i++) {
            long h = hash(keys[i], seed);
            for (int p = 0; p < 3; p++) {
                int place = place(h, p, segmentLength, segments);
                keysAt[place]++;
                mixed[place] ^= h;
            }
        }
        int[] alone = new int[places + 3 * count];
        int waiting = 0;
        for (int place = 0; place < places; place++) {
            if (keysAt[place] == 1) {
                alone[waiting++] = place;
            }
        }
        long[] order = new long[count];
        int[] orderPlace = new int[count];
        int peeled = 0;
        while (waiting > 0) {
            int place = alone[--waiting];
            if (keysAt[place] != 1) {
                continue;
            }
            long h = mixed[place];
            order[peeled] = h;
            orderPlace[peeled++] = place;
            for (int p = 0; p < 3; p++) {
                int other = place(h, p, segmentLength, segments);
                mixed[other] ^= h;
                if (--keysAt[other] == 1) {
                    alone[waiting++] = other;
                }
            }
        }
        if (peeled < count) {
            return false;
        }
        Arrays.fill(filter, HEAD_BYTES, filter.length, (byte) 0);
        for (int i = peeled - 1; i >= 0; i--) {
            long h = order[i];
            int value = fingerprint(h);
            for (int p = 0; p < 3; p++) {
                value ^= filter[HEAD_BYTES + place(h, p, segmentLength, segments)];
            }
            filter[HEAD_BYTES + orderPlace[i]] = (byte) value;
        }
        return true;
    }
}
