package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events from so far ahead that they may never become due: from clocks that are wrong, or from after a gap. They wait
 * until the clock has come near them, but no longer than others by more than an hour.
 *
 * <pre>
 *   batch of those that came within an eighth of that time: arena, sorted runs in a file; its own sequence number
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class FarEvents implements AutoCloseable {
    private static final int BATCHES = 8;
    private static final int ARENA_BYTES = 4 << 20;
    private static final int MOST_PIECES = 16;

    private final Path directory;
    private final TailPool pool;
    private final boolean dropDuplicates;
    private final long waitTicks;
    private final int arenaBytes;
    private final SortScratch scratch = new SortScratch();
    private final Deque<Batch> batches = new ArrayDeque<>();
    private long sequence;
    private long spilledBytes;
    private long spills;
    private long duplicates;

    /** What came at about the same time. */
    private static final class Batch {
        final long sequence;
        final long openedPoint;
        final EventArena arena;

        @Nullable
        SpilledSlices leaf;

        long minPoint = -1L;
        long maxPoint;

        Batch(long sequence, long openedPoint, int arenaBytes) {
            this.sequence = sequence;
            this.openedPoint = openedPoint;
            this.arena = new EventArena(arenaBytes);
        }
    }

    FarEvents(HoldDownOptions options, TailPool pool) {
        this.pool = pool;
        directory = options.temporaryDirectory();
        dropDuplicates = options.dropDuplicates();
        waitTicks = options.holdDownTicks() + ArrivalClock.MAX_AHEAD_TICKS;
        arenaBytes = (int) Math.min(ARENA_BYTES, Math.max(options.memoryBytes() / 32, EventArena.MIN_BYTES));
    }

    /**
     * Takes a copy of a row that came at a point of the arrival clock.
     *
     * @param tails what it may end in; it must be one that can be made whole
     */
    void add(long arrivalPoint, byte[] rows, int offset, int length, RowTails tails) throws IOException {
        Batch batch = batches.peekLast();
        if (batch == null
                || Long.compareUnsigned(arrivalPoint, Point.plus(batch.openedPoint, waitTicks / BATCHES)) > 0) {
            batch = new Batch(++sequence, arrivalPoint, arenaBytes);
            batches.add(batch);
        }
        if (!batch.arena.addRow(rows, offset, length, tails)) {
            spill(batch);
            batch.arena.addRow(rows, offset, length, tails);
        }
        batch.arena.settle();
        long point = BigEndian.getLong(rows, offset + EventFormat.POINT_OFFSET);
        if (Long.compareUnsigned(point, batch.minPoint) < 0) {
            batch.minPoint = point;
        }
        if (Long.compareUnsigned(point, batch.maxPoint) > 0) {
            batch.maxPoint = point;
        }
    }

    private void spill(Batch batch) throws IOException {
        SpilledSlices leaf = batch.leaf;
        if (leaf == null) {
            leaf = new SpilledSlices(directory, pool);
            batch.leaf = leaf;
        }
        HeldArena arena = new HeldArena(batch.arena, scratch);
        spilledBytes += leaf.append(sink -> arena.drain(sink, dropDuplicates));
        spills++;
        duplicates += arena.duplicates();
        batch.arena.clear();
        if (leaf.pieces().size() > MOST_PIECES) {
            try (RunMerge merge = new RunMerge(dropDuplicates)) {
                spilledBytes += leaf.unite(MOST_PIECES / 2 + 1, merge);
                duplicates += merge.duplicates();
            }
        }
    }

    /** The number of the oldest batch there is; the greatest number: there is none. */
    long oldestSequence() {
        Batch oldest = batches.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.sequence;
    }

    /** The number of the batch that was begun last. */
    long newestSequence() {
        return sequence;
    }

    /**
     * Whether the oldest batch can't wait: it has waited long enough, it isn't far ahead any more, or what is given out
     * reaches it.
     */
    boolean isDue(ArrivalClock clock, long boundary) {
        Batch oldest = batches.peek();
        return oldest != null
                && (Long.compareUnsigned(clock.point(), Point.plus(oldest.openedPoint, waitTicks)) > 0
                        || !clock.isFarAhead(oldest.maxPoint)
                        || Long.compareUnsigned(oldest.minPoint, boundary) < 0);
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Gives out the oldest batch, in order. */
    void drainOldest(MergeSink sink) throws IOException {
        Batch batch = batches.remove();
        SpilledSlices leaf = batch.leaf;
        List<RunMerge.Waiting> runs = new ArrayList<>();
        runs.add(new HeldArena(batch.arena, scratch));
        if (leaf != null) {
            runs.addAll(leaf.pieces());
        }
        HeldSlices.byPoint(runs);
        try (RunMerge merge = new RunMerge(dropDuplicates)) {
            merge.addWaiting(runs);
            merge.drain(sink);
            duplicates += merge.duplicates();
        } finally {
            if (leaf != null) {
                leaf.close();
            }
        }
    }

    /** Bytes written to files so far. */
    long spilledBytes() {
        return spilledBytes;
    }

    /** How often something was appended to a file. */
    long spills() {
        return spills;
    }

    /** Events left out because they equal another one. */
    long duplicates() {
        return duplicates;
    }

    @Override
    public void close() throws IOException {
        for (Batch batch : batches) {
            if (batch.leaf != null) {
                batch.leaf.close();
            }
        }
    }
}
