package evtools.sort;

import evtools.format.stream.SharedTail;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one object that stands for the bytes of a tail. Remembers a bounded number of them; beyond that, equal tails
 * may become several objects, which costs a comparison more. Not thread-safe.
 */
final class TailPool {
    private static final int MOST = 1 << 13;
    private static final int MOST_BYTES = 4 << 20;

    private @Nullable SharedTail[] known = new SharedTail[MOST * 2];
    private int count;
    private int bytes;

    /** The tail with these entries, which are whole tokens. */
    SharedTail of(byte[] source, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + source[i];
        }
        hash ^= hash >>> 15;
        int slot = hash & (known.length - 1);
        while (true) {
            SharedTail candidate = known[slot];
            if (candidate == null) {
                break;
            }
            if (isSame(candidate, source, offset, length)) {
                return candidate;
            }
            slot = (slot + 1) & (known.length - 1);
        }
        SharedTail added = new SharedTail(Arrays.copyOfRange(source, offset, offset + length));
        if (count == MOST || bytes + length > MOST_BYTES) {
            known = new SharedTail[MOST * 2];
            count = 0;
            bytes = 0;
            slot = hash & (known.length - 1);
        }
        known[slot] = added;
        count++;
        bytes += length;
        return added;
    }

    private static boolean isSame(SharedTail tail, byte[] source, int offset, int length) {
        byte[] entries = tail.entries();
        return entries.length == length && Arrays.equals(entries, 0, length, source, offset, offset + length);
    }
}
