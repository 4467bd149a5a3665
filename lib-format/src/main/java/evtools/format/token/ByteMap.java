package evtools.format.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where in a message words are, and which bytes tell that a word may become a token, as one bit per byte: words that
 * stay are then passed over without being looked at. Reusable, not thread-safe. Indexes count from the message's first
 * byte.
 *
 * <pre>
 *   message   took 12.5ms, load=0.7
 *   words     1111 111111  1111 111      word and inner bytes
 *   telling        11 1        11 1      variable bytes, slash, equals sign, quote
 * </pre>
 *
 * <p>A block of 64 bytes has one long of each. The table gives a byte both bits at once, 32 apart.
 */
final class ByteMap {
    private static final int BLOCK_BYTES = 64;
    private static final int GROUP_BYTES = 16;
    private static final long GROUP_MASK = 0xFFFF;
    private static final int TELLING_SHIFT = 32;
    private static final long[] BITS = bits();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long[] words = new long[8];
    private long[] telling = new long[8];

    /** Looks at a message. After its last byte comes one that is telling and in no word. */
    void map(byte[] message, int offset, int length) {
        int blocks = length / BLOCK_BYTES + 1;
        if (blocks > words.length) {
            words = new long[2 * blocks];
            telling = new long[2 * blocks];
        }
        long inWords = 0;
        long tells = 0;
        for (int at = 0; at < length; at += GROUP_BYTES) {
            long group = group(message, offset + at, offset + length);
            // Shifts count modulo 64: this is the group's place in its block.
            inWords |= (group & GROUP_MASK) << at;
            tells |= (group >>> TELLING_SHIFT) << at;
            if ((at & (BLOCK_BYTES - 1)) == BLOCK_BYTES - GROUP_BYTES) {
                words[at >> 6] = inWords;
                telling[at >> 6] = tells;
                inWords = 0;
                tells = 0;
            }
        }
        int last = blocks - 1;
        if ((length & (BLOCK_BYTES - 1)) <= BLOCK_BYTES - GROUP_BYTES) {
            words[last] = inWords;
            telling[last] = tells;
        }
        // Bytes after the message that were looked up with its last ones are none of it.
        long inside = (1L << length) - 1;
        words[last] &= inside;
        telling[last] = (telling[last] & inside) | 1L << length;
    }

    private static long group(byte[] message, int at, int end) {
        if (at <= message.length - GROUP_BYTES) {
            return eight((long) LONG.get(message, at)) | eight((long) LONG.get(message, at + Long.BYTES)) << Long.BYTES;
        }
        long bits = 0;
        for (int i = at; i < Math.min(end, at + GROUP_BYTES); i++) {
            bits |= BITS[message[i] & 0xFF] << (i - at);
        }
        return bits;
    }

    private static long eight(long bytes) {
        long[] bits = BITS;
        return bits[(int) bytes & 0xFF]
                | bits[(int) (bytes >>> 8) & 0xFF] << 1
                | bits[(int) (bytes >>> 16) & 0xFF] << 2
                | bits[(int) (bytes >>> 24) & 0xFF] << 3
                | bits[(int) (bytes >>> 32) & 0xFF] << 4
                | bits[(int) (bytes >>> 40) & 0xFF] << 5
                | bits[(int) (bytes >>> 48) & 0xFF] << 6
                | bits[(int) (bytes >>> 56) & 0xFF] << 7;
    }

    /** The first telling byte from {@code from} on; the message's length at the latest. */
    int nextTelling(int from) {
        int block = from >> 6;
        long rest = telling[block] & -1L << from;
        while (rest == 0) {
            block++;
            rest = telling[block];
        }
        return (block << 6) + Long.numberOfTrailingZeros(rest);
    }

    /** Whether {@code at} is a word or inner byte. */
    boolean isWord(int at) {
        return (words[at >> 6] >>> at & 1) != 0;
    }

    /** Where the run of word and inner bytes begins in which {@code inside} lies. */
    int startOfRun(int inside) {
        int block = inside >> 6;
        // Shifts count modulo 64: this leaves the bits up to the byte's own, the highest clear one lies before the run.
        long parting = ~words[block] << ~inside;
        if (parting != 0) {
            return inside + 1 - Long.numberOfLeadingZeros(parting);
        }
        while (parting == 0 && block > 0) {
            block--;
            parting = ~words[block];
        }
        return parting == 0 ? 0 : (block << 6) + BLOCK_BYTES - Long.numberOfLeadingZeros(parting);
    }

    /** Where the run of word and inner bytes ends in which {@code inside} lies. */
    int endOfRun(int inside) {
        int block = inside >> 6;
        long rest = ~words[block] & -1L << inside;
        while (rest == 0) {
            block++;
            rest = ~words[block];
        }
        return (block << 6) + Long.numberOfTrailingZeros(rest);
    }

    private static long[] bits() {
        long[] bits = new long[256];
        for (int c = 0; c < bits.length; c++) {
            int kind = ByteClass.TABLE[c];
            boolean isTelling = (kind & (ByteClass.VARIABLE | ByteClass.SLASH)) != 0 || c == '=' || c == '"';
            bits[c] = (kind != 0 ? 1 : 0) | (isTelling ? 1L << TELLING_SHIFT : 0);
        }
        return bits;
    }
}
