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
