package evtools.evsend;

import evtools.format.event.EventView;
import evtools.format.event.TailTable;
import evtools.sort.BatchSorter;
import java.util.Arrays;

/**
 * Which tail of a sorter is which tail of the frame that events come from, so that each is looked up once a frame. Not
 * thread-safe.
 */
final class TailMap {
    private static final byte UNKNOWN = 0;

    private final BatchSorter sorter;
    /** For each first byte in the frame, the one in the sorter. */
    private final byte[] versions = new byte[256];

    private long frame;

    TailMap(BatchSorter sorter) {
        this.sorter = sorter;
    }

    /** The sorter was emptied. */
    void clear() {
        Arrays.fill(versions, UNKNOWN);
    }

    /**
     * Gives an event the first byte that it must have in the sorter.
     *
     * @param tails what it ends in one of
     * @return false if the sorter has no room for its tail: it must be added whole
     */
    boolean translate(EventView event, FrameTails tails) {
        if (frame != tails.number()) {
            frame = tails.number();
            clear();
        }
        int version = event.tail();
        int there = versions[version] & 0xFF;
        if (there == UNKNOWN) {
            TailTable table = tails.table();
            there = sorter.tail(table.bytes(), table.offset(version), table.length(version), version);
            versions[version] = (byte) there;
        }
        if (there != version) {
            if (there == TailTable.WHOLE) {
                return false;
            }
            event.buffer()[event.offset()] = (byte) there;
        }
        return true;
    }
}
