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
 * What an {@link EventSorter} holds: an arena that is being filled, and sorted blocks, in memory and in files.
 *
 * <pre>
 *   arena ──full: sort the index, copy in its order──► block ──over budget: those needed last──► file, as they are
 *                                                                  └─ too many of them: merged ──► file of frames
 * </pre>
 *
 * <p>The arena is always the same memory and small enough for a cache: rows are walked and copied while they are there,
 * and after that memory is only read and written from front to back. Copying rows out of full arenas only when they are
 * given out costs less copying, and more waiting for memory. Not thread-safe.
 */
final class ArenaStore implements AutoCloseable {
    private static final int BLOCK_BYTES = 4 << 20;

    /** More runs in files than this are merged into one. */
    private static final int MAX_MERGED = 64;

    /** More blocks in files than this are merged into one run. */
    private static final int MAX_SPILLED = 1024;

    private static final int MIN_PIECE_BYTES = 16 << 10;
    private static final int MAX_PIECE_BYTES = 128 << 10;

    /** A block of which less than one part in this many is left doesn't keep its memory. */
    private static final int FEW = 8;

    /** The same when memory runs short: moving events costs less than writing them to files. */
    private static final int NOT_SO_FEW = 2;

    private final long memoryBytes;
    private final boolean dropDuplicates;
    private final int blockBytes;
    private final int maxSpilled;
    private final TempRuns temporary;
    private final SpillFiles files;
    private final SortScratch scratch = new SortScratch();
    private final BlockGather gather;
    private final EventArena filling;
    private final List<Run> merged = new ArrayList<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private List<BlockRun> blocks = new ArrayList<>();
    private long blockMemoryBytes;
    private int spilled;
    private long spilledPieces;
    private long duplicates;

    ArenaStore(long memoryBytes, Path temporaryDirectory, boolean dropDuplicates) {
        this.memoryBytes = memoryBytes;
        this.dropDuplicates = dropDuplicates;
        this.blockBytes = (int) Math.min(BLOCK_BYTES, memoryBytes / 16);
        this.temporary = new TempRuns(temporaryDirectory);
        int pieceBytes = Math.clamp(memoryBytes / 2048, MIN_PIECE_BYTES, MAX_PIECE_BYTES);
        this.maxSpilled = (int) Math.min(MAX_SPILLED, memoryBytes / 2 / pieceBytes);
        this.files = new SpillFiles(temporaryDirectory, pieceBytes);
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
        int size = exact ? needed : blockBytes;
        boolean room = true;
        while (room) {
            byte[] recycled = exact && heldBytes() + size <= memoryBytes ? null : free.poll();
            if (recycled != null && !exact) {
                return recycled;
            }
            if (recycled != null) {
                blockMemoryBytes -= recycled.length;
            } else {
                room = heldBytes() + size > memoryBytes && spillOne();
            }
        }
        blockMemoryBytes += size;
        return new byte[size];
    }

    private long heldBytes() {
        return filling.memoryBytes()
                + scratch.memoryBytes()
                + gather.memoryBytes()
                + blockMemoryBytes
                + Math.max(files.heldBytes(), (long) spilled * files.pieceBytes())
                + spilledPieces * Piece.ENTRY_BYTES;
    }

    private void release(byte[] block) {
        if (block.length == blockBytes) {
            free.push(block);
        } else {
            blockMemoryBytes -= block.length;
        }
    }

    /** Moves the block that will be needed last into a file; false: there is none. */
    private boolean spillOne() throws IOException {
        int last = -1;
        for (int i = 0; i < blocks.size(); i++) {
            BlockRun block = blocks.get(i);
            if (block.isWhole()
                    && block.state == Run.EVENT
                    && (last < 0 || Long.compareUnsigned(block.point, blocks.get(last).point) > 0)) {
                last = i;
            }
        }
        if (last < 0) {
            return false;
        }
        BlockRun block = blocks.get(last);
        SpilledBlock moved = files.write(block);
        blocks.set(last, moved);
        spilled++;
        spilledPieces += moved.pieces();
        release(block.block());
        if (spilled > maxSpilled) {
            mergeSpilled();
        }
        return true;
    }

    private void mergeSpilled() throws IOException {
        List<BlockRun> whole = new ArrayList<>();
        List<BlockRun> inFiles = new ArrayList<>();
        for (BlockRun block : blocks) {
            (block.isWhole() ? whole : inFiles).add(block);
        }
        try (RunMerge merge = new RunMerge(dropDuplicates)) {
            Run run = temporary.write(sink ->
                    gather.drainUpTo(inFiles, -1L, sink, point -> mergeUpTo(inFiles, List.of(), point, merge, sink)));
            duplicates += merge.duplicates();
            run.load();
            merged.add(run);
        }
        for (BlockRun block : inFiles) {
            discard((SpilledBlock) block);
        }
        blocks = whole;
        if (merged.size() > MAX_MERGED) {
            List<Run> all = new ArrayList<>(merged);
            merged.clear();
            try (RunMerge merge = new RunMerge(dropDuplicates)) {
                all.forEach(merge::add);
                merged.add(toFile(merge));
            }
            for (Run run : all) {
                run.close();
            }
        }
    }

    private void discard(SpilledBlock block) throws IOException {
        spilled--;
        spilledPieces -= block.pieces();
        block.discard();
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
        if (mergedReaches(lastPoint)) {
            mergeUpTo(blocks, merged, lastPoint, merge, sink);
        } else {
            gather.drainUpTo(blocks, lastPoint, sink, point -> mergeUpTo(blocks, List.of(), point, merge, sink));
        }
    }

    private boolean mergedReaches(long point) {
        for (Run run : merged) {
            if (run.state != Run.END && Long.compareUnsigned(run.point, point) <= 0) {
                return true;
            }
        }
        return false;
    }

    private static void mergeUpTo(List<BlockRun> some, List<Run> frames, long lastPoint, RunMerge merge, MergeSink sink)
            throws IOException {
        List<BlockRun> open = new ArrayList<>();
        for (BlockRun block : some) {
            if (block.state == Run.EVENT && Long.compareUnsigned(block.point, lastPoint) <= 0) {
                open.add(block);
            }
        }
        merge.addWaiting(byPoint(open));
        for (Run run : frames) {
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
            if (block instanceof SpilledBlock inFile) {
                if (inFile.state == Run.END) {
                    discard(inFile);
                } else {
                    kept.add(inFile);
                }
            } else if (block.remainingBytes() >= block.block().length / few || !isEmptied(block)) {
                kept.add(block);
            } else {
                release(block.block());
            }
        }
        blocks = kept;
        for (Iterator<Run> i = merged.iterator(); i.hasNext(); ) {
            Run run = i.next();
            if (run.state == Run.END) {
                run.close();
                i.remove();
            }
        }
    }

    /** Moves what is left of a block into the arena, as long as that has room for much more. */
    private boolean isEmptied(BlockRun block) throws IOException {
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
        return files.blocks() + temporary.runs();
    }

    long spilledBytes() {
        return files.bytesWritten() + temporary.bytesWritten();
    }

    @Override
    public void close() throws IOException {
        for (Run run : merged) {
            run.close();
        }
        merged.clear();
        for (BlockRun block : blocks) {
            if (block instanceof SpilledBlock inFile) {
                discard(inFile);
            }
        }
        blocks.clear();
    }
}
