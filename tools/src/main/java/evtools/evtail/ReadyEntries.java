package evtools.evtail;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The format's own tokens, ready to be copied, by the form that they tell of: lines have few different ones. Bounded:
 * a form takes the place of another. Not thread-safe.
 */
final class ReadyEntries {
    private static final int SLOTS = 256;

    private final byte[][] forms = new byte[SLOTS][];
    private final byte[][] entries = new byte[SLOTS][];

    /** The entries for a form; null if there are none. */
    @SuppressWarnings("ReferenceEquality") // A form is known by its array: comparing what is in it would take longer.
    byte @Nullable [] get(byte[] form) {
        int slot = slot(form);
        return forms[slot] == form ? entries[slot] : null;
    }

    /** Keeps entries for a form; the form's array must not change any more. */
    void put(byte[] form, byte[] value) {
        int slot = slot(form);
        forms[slot] = form;
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
