package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
    private final SortScratch sortScratch = new SortScratch();

    /**
     * Makes an empty batch. It begins with little memory and grows as it is filled.
     *
     * @param maxBytes how much it may hold, events and 2 bytes each for their lengths: 65,537 … {@link #MAX_BYTES}
     */
    public BatchSorter(int maxBytes) {
        arena = new EventArena(maxBytes);
    }

    /**
     * The same, beginning with memory for a usual batch.
     *
     * @param maxBytes how much it may hold
     * @param usualBytes how much it usually holds
     */
    public BatchSorter(int maxBytes, int usualBytes) {
        arena = new EventArena(maxBytes, usualBytes);
    }

    /**
     * Adds a copy of an encoded event (without its length).
     *
     * @return false if the batch has no room for it: drain it first
     */
    public boolean add(byte[] buffer, int offset, int length) {
        return arena.add(buffer, offset, length);
    }

    /**
     * Adds an event that lies in a payload, its length before it. The payload must stay as it is until {@link #settle}
     * or the next call that drains, truncates or clears: events one after another in it are copied together.
     *
     * @return false if the batch has no room for it: drain it first
     */
    public boolean addUnsettled(byte[] payload, int offset, int length) {
        return arena.addUnsettled(payload, offset, length);
    }

    /**
     * Takes a tail up that events end in which are going to be added with {@link #addUnsettled}.
     *
     * @param likely first byte of events that may well end in it
     * @return the first byte that such events must have; {@link TailTable#WHOLE}: there is no room, they must be whole
     */
    public int tail(byte[] entries, int offset, int length, int likely) {
        return arena.tails().addOnce(entries, offset, length, likely);
    }

    /** The tails of the events that are passed on one by one. */
    public TailTable tails() {
        return arena.tails();
    }

    /** Copies what was added from payloads and not copied yet: they may be changed afterwards. */
    public void settle() {
        arena.settle();
    }

    /** Events in the batch. */
    public int size() {
        return arena.index().count();
    }

    /**
     * Bytes of the events in the batch, with 2 each for their lengths: the most that they take in a payload, whole or
     * with shared tails and their table.
     */
    public long payloadBytes() {
        return Math.max(arena.wholeBytes(), arena.usedBytes() + arena.tails().tableBytes());
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
     * preceded in the array by its u16 length, as in a payload, and may end in one of {@link #tails}; the array stays as
     * it is until something is added.
     *
     * @param dropDuplicates leave out events that equal the one before in all bytes
     * @return how many were left out
     * @throws IOException from the sink
     */
    public long sortAndDrain(EventSink sink, boolean dropDuplicates) throws IOException {
        EventIndex index = arena.index();
        byte[] bytes = arena.bytes();
        TailTable tails = tailsIfAny();
        index.sort(bytes, tails, sortScratch);
        int count = index.count();
        long dropped = 0;
        for (int i = 0; i < count; i++) {
            if (dropDuplicates && i > 0 && equal(bytes, tails, index, i - 1, i)) {
                dropped++;
                continue;
            }
            int place = index.place(i);
            sink.event(bytes, place + 2, BigEndian.getUnsignedShort(bytes, place));
        }
        arena.clear();
        return dropped;
    }

    /** Takes the events of a batch, in order and one after another as in the payload of a frame. */
    @FunctionalInterface
    public interface PayloadSink {
        /**
         * Takes them all.
         *
         * @param payload holds each event with its u16 length before it, then the table of tails, if they share any; the
         *     sink must not keep or change it
         * @param wholeLength bytes that the events would take whole; 0: they are whole
         * @param events how many there are, at least one
         * @param minPoint point of the first
         * @param maxPoint point of the last
         * @throws IOException when they can't be passed on
         */
        void payload(byte[] payload, int length, int wholeLength, int events, long minPoint, long maxPoint)
                throws IOException;
    }

    /**
     * Passes all events on at once, in order and without duplicates, and empties the batch; when the sink fails, the
     * batch keeps them. Events that were added in order are not copied for it.
     *
     * @param scratch where they are copied to if they must be
     * @throws IOException from the sink
     */
    public void sortAndDrain(ByteArrayBuilder scratch, PayloadSink sink) throws IOException {
        EventIndex index = arena.index();
        byte[] bytes = arena.bytes();
        TailTable tails = tailsIfAny();
        index.sort(bytes, tails, sortScratch);
        int count = index.count();
        if (count == 0) {
            return;
        }
        scratch.clear();
        byte[] target = scratch.ensure(arena.usedBytes() + arena.tails().tableBytes());
        long wholeBytes = arena.wholeBytes();
        int gathered = 0;
        int events = count;
        int runStart = index.place(0);
        int runEnd = runStart + 2 + BigEndian.getUnsignedShort(bytes, runStart);
        for (int i = 1; i < count; i++) {
            int place = index.place(i);
            if (equal(bytes, tails, index, i - 1, i)) {
                events--;
                wholeBytes -= wholeLength(bytes, index.place(i));
                continue;
            }
            if (place != runEnd) {
                System.arraycopy(bytes, runStart, target, gathered, runEnd - runStart);
                gathered += runEnd - runStart;
                runStart = place;
            }
            runEnd = place + 2 + BigEndian.getUnsignedShort(bytes, place);
        }
        byte[] payload = target;
        if (gathered == 0 && runStart == 0) {
            gathered = runEnd;
            payload = tails == null ? bytes : arena.withTable(gathered);
        } else {
            System.arraycopy(bytes, runStart, target, gathered, runEnd - runStart);
            gathered += runEnd - runStart;
            if (tails != null) {
                tails.write(target, gathered);
            }
        }
        sink.payload(
                payload,
                gathered + arena.tails().tableBytes(),
                tails == null ? 0 : (int) wholeBytes,
                events,
                index.point(0),
                index.point(count - 1));
        arena.clear();
    }

    private @Nullable TailTable tailsIfAny() {
        return arena.tails().count() == 0 ? null : arena.tails();
    }

    private int wholeLength(byte[] bytes, int place) {
        return EventFormat.LENGTH_BYTES
                + BigEndian.getUnsignedShort(bytes, place)
                + arena.tails().length(bytes[place + EventFormat.LENGTH_BYTES] & 0xFF);
    }

    private static boolean equal(byte[] bytes, @Nullable TailTable tails, EventIndex index, int i, int j) {
        return index.point(i) == index.point(j)
                && EventIndex.compare(bytes, tails, index.place(i), index.place(j)) == 0;
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
