package evtools.format.stream;

import evtools.format.event.TailTable;
import org.jspecify.annotations.Nullable;

/**
 * Token entries that many events end in. Remembers where they are in the frame that an {@link EventStreamWriter} is
 * building, so that an event finds them without looking: it may go to several writers, but is quick with one. Not
 * thread-safe.
 */
public final class SharedTail {
    /** As in an event; never changed. */
    final byte[] entries;
    /** Whose frame {@link #version} is true of. */
    @Nullable
    EventStreamWriter writer;

    long frame;

    int version;

    /** @param entries whole token entries; must not be changed afterwards */
    public SharedTail(byte[] entries) {
        this.entries = entries;
    }

    /** The entries; not to be changed. */
    public byte[] entries() {
        return entries;
    }

    /**
     * Makes an event whole that lies without this tail, and that can be made whole.
     *
     * @param target gets it from {@code to} on; must have room for as many bytes more as the entries have
     * @return its length then
     */
    public int expand(byte[] source, int offset, int length, byte[] target, int to) {
        return TailTable.expandEvent(source, offset, length, entries, target, to);
    }
}
