package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sorts events of any number in bounded memory. Rows that share tails are never made whole.
 *
 * <pre>
 *   add ──► arena ──full──► sorted index over it ──over budget──► merged into a temporary file
 *                               │                                    │
 *                               └────────────────────────────────────┴──► merge ──► output, in order
 *   reached(point): nothing before it comes any more ──► what lies before it is given out when an arena is full
 * </pre>
 *
 * <p>The output doesn't depend on the order in which events came, on frames or on memory. Not thread-safe.
 */
public final class EventSorter implements AutoCloseable {
    /** The least memory that it can do with. */
    public static final long MIN_MEMORY_BYTES = 4L << 20;

    private final ArenaStore store;
    private final RunMerge merge;
    private final MergeSink output;
    private final RowTails tails = new RowTails();
    private final @Nullable SorterStats order;
    private final SorterStats stats;
    private boolean begun;
    private long boundary;

    /**
     * Makes a sorter.
     *
     * @param memoryBytes how much memory events may take before they go to files
     * @param temporaryDirectory where the files are
     * @param dropDuplicates whether events that equal another one are left out
     * @param countOrder whether the {@link #stats} are to say how far events came out of order
     * @param output takes events in order
     */
    public EventSorter(
            long memoryBytes, Path temporaryDirectory, boolean dropDuplicates, boolean countOrder, MergeSink output) {
        this.output = output;
        this.merge = new RunMerge(dropDuplicates);
        this.store = new ArenaStore(memoryBytes, temporaryDirectory, dropDuplicates);
        this.stats = new SorterStats();
        this.order = countOrder ? stats : null;
    }

    /**
     * Takes the events of the reader's current frame, whose rows may be changed.
     *
     * @return what is wrong with the frame, whose good events were taken all the same; null: nothing
     * @throws IOException from the output or a temporary file
     */
    public @Nullable String add(FrameReader frames) throws IOException {
        FrameHeader header = frames.header();
        byte[] rows;
        try {
            rows = frames.rows(tails.table());
        } catch (FormatException e) {
            return String.valueOf(e.getMessage());
        }
        tails.begin();
        return addRows(rows, frames.rowsOffset(), frames.rowsLength(), header.events());
    }

    private @Nullable String addRows(byte[] rows, int offset, int length, int events) throws IOException {
        TailTable table = tails.table();
        String problem = null;
        int next = offset;
        int end = offset + length;
        int found = 0;
        while (next < end) {
            int at = next + EventFormat.LENGTH_BYTES;
            int rowLength = at > end ? 0 : BigEndian.getUnsignedShort(rows, next);
            next = at + rowLength;
            if (rowLength < EventFormat.MIN_EVENT_BYTES || next > end) {
                problem = "events frame that ends inside an event";
                break;
            }
            found++;
            int version = rows[at] & 0xFF;
            long point = BigEndian.getLong(rows, at + EventFormat.POINT_OFFSET);
            if (version != TailTable.WHOLE && !table.completes(rows, at, next)) {
                problem = "unknown event version (expected 1, found " + version + ")";
            } else if (Long.compareUnsigned(point, boundary) < 0) {
                problem = "events frame with an event before its least point";
            } else {
                if (order != null) {
                    order.event(point);
                }
                if (!store.filling().addRow(rows, at, rowLength, tails)) {
                    makeRoom();
                    if (!store.filling().addRow(rows, at, rowLength, tails)) {
                        throw new IllegalStateException("event of " + rowLength + " bytes doesn't fit into an arena");
                    }
                }
            }
        }
        store.filling().settle();
        if (problem == null && found != events) {
            problem = "events frame with a wrong event count (expected " + events + ", found " + found + ")";
        }
        return problem;
    }

    private void makeRoom() throws IOException {
        store.seal();
        if (boundary != 0) {
            begin();
            store.drainUpTo(boundary - 1, merge, output);
            store.recycle();
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            output.begin();
            stats.slice();
        }
    }

    /** No event before this point comes any more: what does all the same is damage, and left out. */
    public void reached(long point) {
        if (Long.compareUnsigned(point, boundary) > 0) {
            boundary = point;
        }
    }

    /** The input has ended: gives out all there is. Nothing can be added after that. */
    public void finish() throws IOException {
        begin();
        store.seal();
        store.drainUpTo(-1L, merge, output);
    }

    /** What was seen and done so far. */
    public SorterStats stats() {
        stats.duplicates(merge.duplicates() + store.duplicates());
        stats.spilled(store.spilledRuns(), store.spilledBytes());
        return stats;
    }

    /** Frees memory and temporary files. */
    @Override
    public void close() throws IOException {
        merge.close();
        store.close();
    }
}
