package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EventSorter} holds: an arena that is being filled, sorted blocks, and sorted runs in files.
 *
 * <pre>
 *   arena ──full: sort the index, copy in its order──► block ──over budget: merge all blocks──► file
 * </pre>
 *
 * <p>The arena is always the same memory and small enough for a cache: rows are walked and copied while they are there,
 * and after that memory is only read and written from front to back. Copying rows out of full arenas only when they are
 * given out costs less copying, and more waiting for memory. Not thread-safe.
 */
final class ArenaStore implements AutoCloseable {
    private static final int BLOCK_BYTES = 4 << 20;

    /** More runs in files than this are merged into one. */
    private static final int MAX_SPILLED = 64;

    /** A block of which less than one part in this many is left doesn't keep its memory. */
    private static final int FEW = 8;

    /** The same when memory runs short: moving events costs less than writing them to files. */
    private static final int NOT_SO_FEW = 2;

    private final long memoryBytes;
    private final boolean dropDuplicates;
    private final int blockBytes;
    private final TempRuns temporary;
    private final SortScratch scratch = new SortScratch();
    private final BlockGather gather;
    private final EventArena filling;
    private final List<Run> spilled = new ArrayList<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private List<BlockRun> blocks = new ArrayList<>();
    private long blockMemoryBytes;
    private long duplicates;

    ArenaStore(long memoryBytes, Path temporaryDirectory, boolean dropDuplicates) {
        this.memoryBytes = memoryBytes;
        this.dropDuplicates = dropDuplicates;
        this.blockBytes = (int) Math.min(BLOCK_BYTES, memoryBytes / 16);
        this.temporary = new TempRuns(temporaryDirectory);
        this.gather = new BlockGather(dropDuplicates, scratch);
        this.filling = new EventArena(blockBytes);
    }

    /** Where events are added, until it is full: then {@link #seal}. */
    EventArena filling() {
        return filling;
    }

    /** Copies what is in the arena into a sorted block. */
    void seal() throws IOException {
        EventIndex index = filling.index();
        byte[] source = filling.bytes();
        int used = filling.usedBytes();
        if (used == 0) {
            return;
        }
        index.sort(source, filling.tails(), scratch);
        byte[] block = newBlock(used);
        int to = 0;
        int count = index.count();
        for (int i = 0; i < count; i++) {
            int place = index.place(i);
            int length = EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(source, place);
            System.arraycopy(source, place, block, to, length);
            to += length;
        }
        @Nullable
        SharedTail @Nullable [] tails =
                filling.tails().count() == 0 ? null : filling.sharedTails().clone();
        blocks.add(new BlockRun(block, to, tails));
        filling.clear();
    }

    private byte[] newBlock(int needed) throws IOException {
        boolean exact = needed < blockBytes / 4 * 3;
        byte[] recycled = exact ? null : free.poll();
        if (recycled != null) {
            return recycled;
        }
        int size = exact ? needed : blockBytes;
        if (heldBytes() + size > memoryBytes) {
            spill();
            recycled = exact ? null : free.poll();
            if (recycled != null) {
                return recycled;
            }
        }
        blockMemoryBytes += size;
        return new byte[size];
    }

    private long heldBytes() {
        return filling.memoryBytes() + scratch.memoryBytes() + gather.memoryBytes() + blockMemoryBytes;
    }

    private void release(byte[] block) {
        if (block.length == blockBytes) {
            free.push(block);
        } else {
            blockMemoryBytes -= block.length;
        }
    }

    /** Merges all blocks into one file. */
    private void spill() throws IOException {
        if (blocks.isEmpty()) {
            return;
        }
        try (RunMerge merge = new RunMerge(dropDuplicates)) {
            merge.addWaiting(byPoint(blocks));
            spilled.add(toFile(merge));
        }
        for (BlockRun block : blocks) {
            release(block.block());
        }
        blocks.clear();
        if (spilled.size() > MAX_SPILLED) {
            List<Run> all = new ArrayList<>(spilled);
            spilled.clear();
            try (RunMerge merge = new RunMerge(dropDuplicates)) {
                all.forEach(merge::add);
                spilled.add(toFile(merge));
            }
            for (Run run : all) {
                run.close();
            }
        }
    }

    private Run toFile(RunMerge merge) throws IOException {
        Run run = temporary.write(merge::drain);
        duplicates += merge.duplicates();
        run.load();
        return run;
    }

    private static List<BlockRun> byPoint(List<BlockRun> some) {
        List<BlockRun> ordered = new ArrayList<>(some);
        ordered.sort(Comparator.comparingLong((BlockRun block) -> RunMerge.key(block.point)));
        return ordered;
    }

    /** Gives out all events up to {@code lastPoint}. */
    void drainUpTo(long lastPoint, RunMerge merge, MergeSink sink) throws IOException {
        if (spilledReaches(lastPoint)) {
            mergeUpTo(lastPoint, merge, sink);
        } else {
            gather.drainUpTo(blocks, lastPoint, sink, point -> mergeUpTo(point, merge, sink));
        }
    }

    private boolean spilledReaches(long point) {
        for (Run run : spilled) {
            if (run.state != Run.END && Long.compareUnsigned(run.point, point) <= 0) {
                return true;
            }
        }
        return false;
    }

    private void mergeUpTo(long lastPoint, RunMerge merge, MergeSink sink) throws IOException {
        List<BlockRun> open = new ArrayList<>();
        for (BlockRun block : blocks) {
            if (block.state == Run.EVENT && Long.compareUnsigned(block.point, lastPoint) <= 0) {
                open.add(block);
            }
        }
        merge.addWaiting(byPoint(open));
        for (Run run : spilled) {
            if (run.state != Run.END && Long.compareUnsigned(run.point, lastPoint) <= 0) {
                merge.add(run);
            }
        }
        if (lastPoint == -1L) {
            merge.drain(sink);
        } else {
            merge.drainBefore(lastPoint + 1, sink);
        }
        merge.clearRuns();
    }

    /** Frees what a merge has used up; what is left of blocks that are nearly used up goes back into the arena. */
    void recycle() throws IOException {
        List<BlockRun> kept = new ArrayList<>();
        int few = heldBytes() > memoryBytes / 4 * 3 ? NOT_SO_FEW : FEW;
        for (BlockRun block : blocks) {
            if (block.remainingBytes() >= block.block().length / few || !isEmptied(block)) {
                kept.add(block);
            } else {
                release(block.block());
            }
        }
        blocks = kept;
        for (Iterator<Run> i = spilled.iterator(); i.hasNext(); ) {
            Run run = i.next();
            if (run.state == Run.END) {
                run.close();
                i.remove();
            }
        }
    }

    /** Moves what is left of a block into the arena, as long as that has room for much more. */
    private boolean isEmptied(BlockRun block) {
        while (block.state == Run.EVENT
                && filling.usedBytes() < blockBytes / 2
                && filling.addCopy(block.buffer, block.offset, block.length, block.tail())) {
            block.load();
        }
        return block.state == Run.END;
    }

    /** Events that were left out because they equalled another one, but for those that a merge has counted. */
    long duplicates() {
        return duplicates + gather.duplicates();
    }

    long spilledRuns() {
        return temporary.runs();
    }

    long spilledBytes() {
        return temporary.bytesWritten();
    }

    @Override
    public void close() throws IOException {
        for (Run run : spilled) {
            run.close();
        }
        spilled.clear();
    }
}
