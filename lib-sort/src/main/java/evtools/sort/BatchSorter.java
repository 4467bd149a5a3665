package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventOrder;
import java.io.IOException;

/**
 * Sorts a batch of events in memory: fill it, drain it, fill it again.
 *
 * <pre>
 *   add, add, add …  ──►  arena + index  ──►  sortAndDrain: sink.event, sink.event …
 * </pre>
 *
 * <p>The output is the same for any order in which the same events were added: by point, ties by their bytes. Costs
 * one copy of each event, and one radix sort of 8 bytes an event. Takes 64 MiB of events at most. Not thread-safe.
 */
public final class BatchSorter {
    /** The most that a batch can hold, events and their lengths. */
    public static final int MAX_BYTES = EventArena.MAX_BYTES;

    private final EventArena arena;
    private final SortScratch scratch = new SortScratch();

    /**
     * Makes an empty batch. It begins with little memory and grows as it is filled.
     *
     * @param maxBytes how much it may hold, events and 2 bytes each for their lengths: 65,537 … {@link #MAX_BYTES}
     */
    public BatchSorter(int maxBytes) {
        arena = new EventArena(maxBytes);
    }

    /**
     * Adds a copy of an encoded event (without its length).
     *
     * @return false if the batch has no room for it: drain it first
     */
    public boolean add(byte[] buffer, int offset, int length) {
        return arena.add(buffer, offset, length);
    }

    /** Events in the batch. */
    public int size() {
        return arena.index().count();
    }

    /** Bytes of the events in the batch, with 2 each for their lengths: what they take in a payload. */
    public int payloadBytes() {
        return arena.usedBytes();
    }

    /** The least point in the batch; only while it isn't empty. */
    public long minPoint() {
        return arena.index().minPoint();
    }

    /** The greatest point in the batch; only while it isn't empty. */
    public long maxPoint() {
        return arena.index().maxPoint();
    }

    /**
     * Passes all events on in order and empties the batch; when the sink fails, the batch keeps them. Each event is
     * preceded in the array by its u16 length, as in a payload; the array stays as it is until something is added.
     *
     * @param dropDuplicates leave out events that equal the one before in all bytes
     * @return how many were left out
     * @throws IOException from the sink
     */
    public long sortAndDrain(EventSink sink, boolean dropDuplicates) throws IOException {
        EventIndex index = arena.index();
        byte[] bytes = arena.bytes();
        index.sort(bytes, scratch);
        int count = index.count();
        long dropped = 0;
        for (int i = 0; i < count; i++) {
            if (dropDuplicates && i > 0 && index.point(i) == index.point(i - 1) && equal(bytes, index, i - 1, i)) {
                dropped++;
                continue;
            }
            int place = index.place(i);
            sink.event(bytes, place + 2, BigEndian.getUnsignedShort(bytes, place));
        }
        arena.clear();
        return dropped;
    }

    private static boolean equal(byte[] bytes, EventIndex index, int i, int j) {
        int a = index.place(i);
        int b = index.place(j);
        return EventOrder.compare(
                        bytes,
                        a + 2,
                        BigEndian.getUnsignedShort(bytes, a),
                        bytes,
                        b + 2,
                        BigEndian.getUnsignedShort(bytes, b))
                == 0;
    }

    /** Takes back what was added last, down to the first {@code events} of the batch. */
    public void truncate(int events) {
        arena.truncate(events);
    }

    /** Empties the batch without passing anything on. */
    public void clear() {
        arena.clear();
    }
}
