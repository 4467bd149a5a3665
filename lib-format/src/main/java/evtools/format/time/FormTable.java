package evtools.format.time;

import org.jspecify.annotations.Nullable;

/**
 * The forms of one layout by their keys: a small open hash table that allocates nothing when it finds. Bounded: when
 * full it takes nothing more. Not thread-safe.
 */
final class FormTable {
    private static final int SLOTS = 1_024;
    private static final int MOST = SLOTS / 2;

    private final long[] keys = new long[SLOTS];
    private final byte[][] forms = new byte[SLOTS][];
    private int size;

    byte @Nullable [] get(long key) {
        int slot = slot(key);
        while (keys[slot] != 0) {
            if (keys[slot] == key) {
                return forms[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return null;
    }

    /** Adds a form under a key that isn't 0 and isn't there yet. */
    void put(long key, byte[] form) {
        if (size == MOST) {
            return;
        }
        int slot = slot(key);
        while (keys[slot] != 0) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        keys[slot] = key;
        forms[slot] = form;
        size++;
    }

    private static int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 54);
    }
}
