package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;

/** A sorted index over events in memory, read from its start on; what was read stays read. */
final class IndexRun extends Run {
    private EventIndex index;
    private int next;

    /** A run over nothing, to be given its index with {@link #begin}. */
    IndexRun(byte[] bytes, EventIndex index) {
        this.index = index;
        begin(bytes, index);
    }

    /** A run over an arena whose index is sorted. */
    IndexRun(EventArena arena) {
        this.index = arena.index();
        tails = arena.sharedTails();
        begin(arena.bytes(), index);
    }

    /** A run over a part of an arena, whose index is sorted. */
    IndexRun(EventArena arena, EventIndex part) {
        this.index = part;
        tails = arena.sharedTails();
        begin(arena.bytes(), part);
    }

    /** Starts over, on a sorted index. */
    void begin(byte[] bytes, EventIndex sortedIndex) {
        buffer = bytes;
        index = sortedIndex;
        next = 0;
        load();
    }

    @Override
    boolean step() {
        if (next == index.count()) {
            return false;
        }
        point = index.point(next);
        int place = index.place(next);
        offset = place + EventFormat.LENGTH_BYTES;
        length = BigEndian.getUnsignedShort(buffer, place);
        next++;
        return true;
    }

    @Override
    void load() {
        state = step() ? EVENT : END;
    }
}
