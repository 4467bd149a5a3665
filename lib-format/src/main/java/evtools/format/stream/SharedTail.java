package evtools.format.stream;

/**
 * Token entries that many events of one {@link EventStreamWriter} end in. Remembers where they are in the frame that is
 * being built, so that an event finds them without looking. Not thread-safe.
 */
public final class SharedTail {
    /** As in an event; never changed. */
    final byte[] entries;
    /** The writer's frame that {@link #version} is true of. */
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
}
