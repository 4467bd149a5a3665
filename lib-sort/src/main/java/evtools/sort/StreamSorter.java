package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sorts a stream of any length in bounded memory, giving out slices of event time as they become due.
 *
 * <pre>
 *   add ──► filling arena ──full──► sealed: sorted index ──over budget──► one sorted temporary file
 *               │ due part              │                                    │
 *               └───────────────────────┴──► merge of what is before the boundary ──► output, in order
 *   add, before the boundary ──► late batch ──► late output
 * </pre>
 *
 * <p>The boundary is the start of the slice in which {@code clock − hold-down} lies: everything before it has been
 * given out, in order. The output doesn't depend on the order in which events came, on frames or on memory, as long as
 * none are late. Events far from the others cost nothing: runs are cut by size, not by time. Not thread-safe.
 */
public final class StreamSorter implements AutoCloseable {
    private static final int LATE_BATCH_BYTES = 4 << 20;

    private final SorterOptions options;
    private final ArrivalClock clock = new ArrivalClock();
    private final SorterStats stats = new SorterStats();
    private final RunStore runs;
    private final RunMerge merge;
    private final MergeSink output;
    private final MergeSink lateOutput;
    private final BatchSorter late = new BatchSorter(LATE_BATCH_BYTES);
    private long boundary;
    private long duplicatesAmongLate;

    /**
     * Makes a sorter.
     *
     * @param output takes events in order
     * @param lateOutput takes events that came too late, in order within a batch
     */
    public StreamSorter(SorterOptions options, MergeSink output, MergeSink lateOutput) {
        this.options = options;
        this.output = output;
        this.lateOutput = lateOutput;
        this.merge = new RunMerge(options.dropDuplicates());
        this.runs = new RunStore(options);
    }

    /** Says what the time of day is, to tell which points lie in the future. */
    public void wallClock(long nowPoint) {
        clock.wallClock(nowPoint, 0);
    }

    /**
     * Takes a copy of each event of a payload, then gives out what has become due.
     *
     * @param payload holds events, each preceded by its length
     * @param builtPoint when the frame was built; 0: not stated
     * @return what is wrong with the payload, whose good events were taken all the same; null: nothing
     * @throws IOException from an output or a temporary file
     */
    public @Nullable String addAll(byte[] payload, int offset, int length, long builtPoint) throws IOException {
        if (builtPoint != 0) {
            clock.built(builtPoint);
        }
        String problem = null;
        int next = offset;
        int end = offset + length;
        while (next < end) {
            int at = next + EventFormat.LENGTH_BYTES;
            int eventLength = at > end ? 0 : BigEndian.getUnsignedShort(payload, next);
            next = at + eventLength;
            if (eventLength < EventFormat.MIN_EVENT_BYTES || next > end) {
                problem = "events frame that ends inside an event";
                break;
            }
            if (payload[at] == EventFormat.VERSION) {
                add(payload, at, eventLength, builtPoint == 0);
            } else {
                problem = "unknown event version (expected 1, found " + (payload[at] & 0xFF) + ")";
            }
        }
        if (options.streaming()) {
            giveOutDue();
        }
        return problem;
    }

    private void add(byte[] buffer, int offset, int length, boolean movesClock) throws IOException {
        long point = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
        stats.event(point);
        if (options.streaming()) {
            if (movesClock) {
                clock.event(point);
            }
            if (Long.compareUnsigned(point, boundary) < 0) {
                addLate(buffer, offset, length);
                return;
            }
        }
        runs.add(buffer, offset, length);
    }

    private void addLate(byte[] buffer, int offset, int length) throws IOException {
        stats.late();
        if (!late.add(buffer, offset, length)) {
            giveOutLate();
            late.add(buffer, offset, length);
        }
    }

    /** Time passed while the input paused. Gives out what has become due. */
    public void waited(long ticks) throws IOException {
        clock.waited(ticks);
        if (options.streaming()) {
            giveOutDue();
            giveOutLate();
        }
    }

    private void giveOutDue() throws IOException {
        if (!clock.isSet() || Long.compareUnsigned(clock.point(), options.holdDownTicks()) < 0) {
            return;
        }
        long due = clock.point() - options.holdDownTicks();
        due -= Long.remainderUnsigned(due, options.sliceTicks());
        if (Long.compareUnsigned(due, boundary) <= 0) {
            return;
        }
        giveOutLate();
        boundary = due;
        if (runs.openBefore(due, merge)) {
            output.begin();
            merge.drainBefore(due, output);
            stats.slice();
        }
        merge.clearRuns();
        runs.recycle();
    }

    private void giveOutLate() throws IOException {
        if (late.size() > 0) {
            lateOutput.begin();
            duplicatesAmongLate += late.sortAndDrain(lateOutput, options.dropDuplicates());
        }
    }

    /** The input has ended: gives out all there is. Nothing can be added after that. */
    public void finish() throws IOException {
        giveOutLate();
        runs.openAll(merge);
        output.begin();
        merge.drain(output);
        stats.slice();
    }

    /** What was seen and done so far. */
    public SorterStats stats() {
        stats.duplicates(merge.duplicates() + runs.duplicates() + duplicatesAmongLate);
        stats.spilled(runs.spilledRuns(), runs.spilledBytes());
        return stats;
    }

    /** Frees memory and temporary files. */
    @Override
    public void close() throws IOException {
        merge.close();
        runs.close();
    }
}
