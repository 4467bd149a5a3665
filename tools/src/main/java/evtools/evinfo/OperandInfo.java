package evtools.evinfo;

import evtools.format.FormatException;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventView;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import org.jspecify.annotations.Nullable;

/** All that is found out about one word of the command line: a file, or the files of a directory. */
final class OperandInfo {
    private final StreamSummary summary = new StreamSummary();
    private final EventChecksum checksum = new EventChecksum();
    private final @Nullable EventCounts counts;
    private final BlockSummary blocks = new BlockSummary();
    private long unopened;
    private long eventsRead;

    OperandInfo(@Nullable CountBy by) {
        counts = by == null ? null : new EventCounts(by);
    }

    /**
     * Counts the current frame.
     *
     * @return why its block can't be opened, which whoever reads its events finds too; null: it is well, or no block
     */
    @Nullable
    String add(FrameReader frame) {
        FrameHeader header = frame.header();
        summary.add(header);
        if (header.unreadable() == null && header.kind() == FrameKind.EVENTS && header.codec() == FrameCodec.COLUMNAR) {
            try {
                blocks.add(frame);
            } catch (FormatException e) {
                unopened++;
                return String.valueOf(e.getMessage());
            }
        }
        return null;
    }

    BlockSummary blocks() {
        return blocks;
    }

    /** Blocks that can't be opened. */
    long unopened() {
        return unopened;
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
