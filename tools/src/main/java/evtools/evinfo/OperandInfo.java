package evtools.evinfo;

import evtools.format.event.EventChecksum;
import evtools.format.event.EventView;
import org.jspecify.annotations.Nullable;

/** All that is found out about one word of the command line: a file, or the files of a directory. */
final class OperandInfo {
    private final StreamSummary summary = new StreamSummary();
    private final EventChecksum checksum = new EventChecksum();
    private final @Nullable EventCounts counts;
    private long eventsRead;

    OperandInfo(@Nullable CountBy by) {
        counts = by == null ? null : new EventCounts(by);
    }

    void add(EventView event, boolean withChecksum) {
        eventsRead++;
        if (withChecksum) {
            checksum.add(event.buffer(), event.offset(), event.length());
        }
        if (counts != null) {
            counts.add(event);
        }
    }

    StreamSummary summary() {
        return summary;
    }

    EventChecksum checksum() {
        return checksum;
    }

    @Nullable
    EventCounts counts() {
        return counts;
    }

    /** Events that were looked at one by one; 0 when headers were enough. */
    long eventsRead() {
        return eventsRead;
    }
}
