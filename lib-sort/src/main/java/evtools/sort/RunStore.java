package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What a {@link StreamSorter} holds: one arena that is being filled, sorted blocks, and sorted runs in files.
 *
 * <pre>
 *   arena ──full: sort the index, copy in its order──► block ──over budget: merge all blocks──► file
 * </pre>
 *
 * <p>An arena is small enough for a cache: events are walked and copied while they are there, and after that memory is
 * only read and written from front to back. Not thread-safe.
 */
final class RunStore implements AutoCloseable {
    /** Half as much costs the same, a quarter half as much again: more blocks overlap then. */
    private static final int BLOCK_BYTES = 4 << 20;

    /** More runs in files than this are merged into one. */
    private static final int MAX_SPILLED = 64;

    /** A block of which less than one part in this many is left doesn't keep its memory. */
    private static final int FEW = 8;

    private final SorterOptions options;
    private final int blockBytes;
    private final TempRuns temporary;
    private final SortScratch scratch = new SortScratch();
    private final EventArena filling;
    private final EventIndex due = new EventIndex();
    private final List<Run> spilled = new ArrayList<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private List<BlockRun> blocks = new ArrayList<>();
    private long blockMemoryBytes;
    private long duplicates;

    RunStore(SorterOptions options) {
        this.options = options;
        this.blockBytes = (int) Math.min(BLOCK_BYTES, options.memoryBytes() / 16);
        this.temporary = new TempRuns(options.temporaryDirectory());
        this.filling = new EventArena(blockBytes);
    }

    /** Takes a copy of an event. */
    void add(byte[] buffer, int offset, int length) throws IOException {
        if (!filling.add(buffer, offset, length)) {
            seal();
            if (!filling.add(buffer, offset, length)) {
                throw new IllegalStateException("event of " + length + " bytes doesn't fit into an empty arena");
            }
        }
    }

    /** Copies what is in the arena into a sorted block. */
    private void seal() throws IOException {
        EventIndex index = filling.index();
        byte[] source = filling.bytes();
        index.sort(source, scratch);
        int needed = 0;
        for (int i = 0; i < index.count(); i++) {
            needed += EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(source, index.place(i));
        }
        byte[] block = newBlock(needed);
        int used = 0;
        for (int i = 0; i < index.count(); i++) {
            int place = index.place(i);
            int count = EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(source, place);
            System.arraycopy(source, place, block, used, count);
            used += count;
        }
        filling.clear();
        if (used > 0) {
            blocks.add(new BlockRun(block, used));
        }
    }

    private byte[] newBlock(int needed) throws IOException {
        boolean exact = needed < blockBytes / 4 * 3;
        byte[] recycled = exact ? null : free.poll();
        if (recycled != null) {
            return recycled;
        }
        int size = exact ? needed : blockBytes;
        if (memoryBytes() + size > options.memoryBytes()) {
            spill();
            recycled = exact ? null : free.poll();
            if (recycled != null) {
                return recycled;
            }
        }
        blockMemoryBytes += size;
        return new byte[size];
    }

    private long memoryBytes() {
        return filling.memoryBytes() + scratch.memoryBytes() + blockMemoryBytes;
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
        try (RunMerge merge = new RunMerge(options.dropDuplicates())) {
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
            try (RunMerge merge = new RunMerge(options.dropDuplicates())) {
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

    /** Gives all that holds events before {@code boundary} to a merge; false: there is nothing. */
    boolean openBefore(long boundary, RunMerge merge) {
        List<BlockRun> open = new ArrayList<>();
        for (BlockRun block : blocks) {
            if (Long.compareUnsigned(block.point, boundary) < 0) {
                open.add(block);
            }
        }
        merge.addWaiting(byPoint(open));
        boolean any = !open.isEmpty();
        for (Run run : spilled) {
            if (Long.compareUnsigned(run.point, boundary) < 0) {
                merge.add(run);
                any = true;
            }
        }
        EventIndex index = filling.index();
        if (index.count() > 0 && Long.compareUnsigned(index.minPoint(), boundary) < 0) {
            index.moveBefore(boundary, due);
            due.sort(filling.bytes(), scratch);
            merge.add(new IndexRun(filling.bytes(), due));
            any = true;
        }
        return any;
    }

    /** Gives everything to a merge, to be drained to the end; there is nothing to be done with the store after that. */
    void openAll(RunMerge merge) {
        merge.addWaiting(byPoint(blocks));
        spilled.forEach(merge::add);
        filling.index().sort(filling.bytes(), scratch);
        merge.add(new IndexRun(filling.bytes(), filling.index()));
    }

    /** Frees what a merge has used up; events of blocks that are nearly used up go back into the arena. */
    void recycle() throws IOException {
        due.clear();
        if (filling.index().count() == 0) {
            filling.clear();
        }
        List<BlockRun> kept = new ArrayList<>();
        List<BlockRun> nearlyUsedUp = new ArrayList<>();
        for (BlockRun block : blocks) {
            (block.remainingBytes() < block.block().length / FEW ? nearlyUsedUp : kept).add(block);
        }
        blocks = kept;
        for (BlockRun block : nearlyUsedUp) {
            while (block.state == Run.EVENT) {
                add(block.buffer, block.offset, block.length);
                block.load();
            }
            release(block.block());
        }
        for (Iterator<Run> i = spilled.iterator(); i.hasNext(); ) {
            Run run = i.next();
            if (run.state == Run.END) {
                run.close();
                i.remove();
            }
        }
    }

    /** Events that were left out while merging into files because they equalled another one. */
    long duplicates() {
        return duplicates;
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
