package evtools.fleet;

import evtools.fleet.Fleet.RowSplitter;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.event.TailTable;
import evtools.sort.BatchSorter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One sender: its batches, each of one bucket, built when their time has ended. Not thread-safe. */
final class Sender {
    private static final int MAX_BATCH_BYTES = 4 << 20;

    private final Fleet fleet;
    private final FleetOptions options;
    private final long origin;
    private final long phaseTicks;
    private final long batchTicks;
    private final List<Batch> open = new ArrayList<>();
    private final Deque<BatchSorter> free = new ArrayDeque<>();
    private final ByteArrayBuilder scratch = new ByteArrayBuilder(1024);
    private long sequence;

    private record Batch(long window, long bucket, BatchSorter sorter) {}

    Sender(Fleet fleet, FleetOptions options, long origin, long phaseTicks) {
        this.fleet = fleet;
        this.options = options;
        this.origin = origin;
        this.phaseTicks = phaseTicks;
        this.batchTicks = options.batchSeconds() * Point.TICKS_PER_SECOND;
    }

    /**
     * Takes an event.
     *
     * @param now its point: everything before has been
     * @param ready when it gets into a batch
     */
    void add(RowSplitter event, long now, long ready) throws IOException {
        buildEndedBy(now);
        long bucket = options.plain() ? 0 : Point.bucket(now, options.bucketWidthSeconds());
        BatchSorter sorter = sorter(window(ready), bucket);
        if (!put(event, sorter)) {
            build(sorter, now);
            if (!put(event, sorter)) {
                throw new IllegalStateException("an event doesn't fit into an empty batch");
            }
        }
    }

    private static boolean put(RowSplitter event, BatchSorter sorter) {
        int version = event.tailLength() == 0
                ? TailTable.WHOLE
                : sorter.tail(event.tail(), 0, event.tailLength(), TailTable.WHOLE + 1);
        if (version == TailTable.WHOLE && event.tailLength() > 0) {
            byte[] whole = event.whole();
            return sorter.add(whole, EventFormat.LENGTH_BYTES, whole.length - EventFormat.LENGTH_BYTES);
        }
        boolean added = sorter.addUnsettled(event.row(version), EventFormat.LENGTH_BYTES, event.rowLength());
        sorter.settle();
        return added;
    }

    private long window(long point) {
        return Long.divideUnsigned(point + phaseTicks, batchTicks);
    }

    private BatchSorter sorter(long window, long bucket) {
        for (Batch batch : open) {
            if (batch.window == window && batch.bucket == bucket) {
                return batch.sorter;
            }
        }
        BatchSorter recycled = free.poll();
        BatchSorter sorter = recycled == null ? new BatchSorter(MAX_BATCH_BYTES) : recycled;
        open.add(new Batch(window, bucket, sorter));
        return sorter;
    }

    private void buildEndedBy(long now) throws IOException {
        long window = window(now);
        for (int i = 0; i < open.size(); i++) {
            Batch batch = open.get(i);
            if (batch.window < window) {
                build(batch.sorter, (batch.window + 1) * batchTicks - phaseTicks);
                free.push(batch.sorter);
                open.remove(i--);
            }
        }
    }

    private void build(BatchSorter sorter, long built) throws IOException {
        sorter.sortAndDrain(
                scratch,
                (payload, length, whole, events, min, max) ->
                        fleet.build(origin, ++sequence, payload, length, whole, events, min, max, built));
    }

    void finish() throws IOException {
        for (Batch batch : open) {
            build(batch.sorter, (batch.window + 1) * batchTicks - phaseTicks);
        }
        open.clear();
    }
}
