package evtools.evtail;

import evtools.format.BigEndian;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What a generation of a file is known by: its first line, hashed once, and its first bytes, hashed as far as they were
 * read. Holds at most {@value #MAX_BYTES} bytes. Not thread-safe.
 */
final class Fingerprint {
    /** So many first bytes tell files apart that begin alike. */
    static final int MAX_BYTES = 4_096;

    /** No more of the first line counts for the generation. */
    static final int MAX_LINE_BYTES = 1_024;

    private byte[] first = new byte[256];
    private int length;

    /** Takes the next bytes of the generation. */
    void add(byte[] bytes, int from, int count) {
        int more = Math.min(count, MAX_BYTES - length);
        if (more <= 0) {
            return;
        }
        if (length + more > first.length) {
            first = Arrays.copyOf(first, MAX_BYTES);
        }
        System.arraycopy(bytes, from, first, length, more);
        length += more;
    }

    /** How many bytes it covers. */
    int length() {
        return length;
    }

    /** A copy of the bytes that it covers. */
    byte[] bytes() {
        return Arrays.copyOf(first, length);
    }

    /** Two longs: the first half of the SHA-256 of the first {@code count} bytes. */
    long[] hash(int count) {
        return half(sha256(first, 0, count));
    }

    /** The same for bytes from elsewhere. */
    static long[] hash(byte[] bytes, int count) {
        return half(sha256(bytes, 0, count));
    }

    private static long[] half(byte[] hash) {
        return new long[] {BigEndian.getLong(hash, 0), BigEndian.getLong(hash, Long.BYTES)};
    }

    /**
     * The generation: first 8 bytes of the SHA-256 over {@code begin} and the first line with its end, at most 1,024
     * bytes of it.
     *
     * @param bytes from the beginning of the generation on; what there is of the first line if it has no end
     */
    static long generation(long begin, byte[] bytes, int from, int to) {
        int feed = LineFeeds.next(bytes, from, Math.min(to, from + MAX_LINE_BYTES));
        int end = feed < 0 ? Math.min(to, from + MAX_LINE_BYTES) : feed + 1;
        byte[] text = new byte[Long.BYTES + end - from];
        BigEndian.putLong(text, 0, begin);
        System.arraycopy(bytes, from, text, Long.BYTES, end - from);
        return BigEndian.getLong(sha256(text, 0, text.length), 0);
    }

    private static byte[] sha256(byte[] bytes, int from, int count) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, count);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
