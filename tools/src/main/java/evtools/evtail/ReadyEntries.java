package evtools.evtail;

import evtools.format.stream.SharedTail;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The format's own tokens, ready to be shared or copied, by the form that they tell of and the durability class: lines
 * have few different ones. Bounded: a form takes the place of another. Not thread-safe.
 */
final class ReadyEntries {
    private static final int SLOTS = 256;

    private final byte[][] forms = new byte[SLOTS][];
    private final byte[][] classes = new byte[SLOTS][];
    private final @Nullable SharedTail[] entries = new @Nullable SharedTail[SLOTS];

    /** The entries for a form and class; null if there are none. */
    @SuppressWarnings(
            "ReferenceEquality") // Both are known by their arrays: comparing what is in them would take longer.
    @Nullable
    SharedTail get(byte[] form, byte[] durabilityClass) {
        int slot = slot(form);
        return forms[slot] == form && classes[slot] == durabilityClass ? entries[slot] : null;
    }

    /** Keeps entries for a form and class; their arrays must not change any more. */
    void put(byte[] form, byte[] durabilityClass, SharedTail value) {
        int slot = slot(form);
        forms[slot] = form;
        classes[slot] = durabilityClass;
        entries[slot] = value;
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(forms, null);
    }

    private static int slot(byte[] form) {
        return System.identityHashCode(form) & (SLOTS - 1);
    }
}
