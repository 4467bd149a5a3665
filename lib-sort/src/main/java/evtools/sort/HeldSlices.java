package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameReader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A time tree of what is held: groups of neighbouring slices, in memory, and in files what doesn't fit.
 *
 * <pre>
 *   event ──► arena ──full, or due: sorted, copied in its order──► blocks of its groups ┐
 *   sorted frame ──► the group it begins in, as it came                                 ├──► due: gathered or merged;
 *   over the budget: the largest group ──► file                                         ┘    alone a frame passes
 * </pre>
 *
 * <p>The arena is always the same memory and fits a cache; after that, memory is read and written from front to back
 * only. What a slice costs depends neither on its width nor on how many others there are. Not thread-safe.
 */
final class HeldSlices implements AutoCloseable {
    /** Width of what goes to one file, if slices are narrower: 48 hours are 169 files then. */
    private static final long GROUP_SECONDS = 1024;

    private static final int MAX_ARENA_BYTES = 4 << 20;

    /** What a block takes beside its events. */
    private static final int BLOCK_OVERHEAD_BYTES = 256;

    private static final int ESTIMATED_READER_BYTES = 512 << 10;
    private static final int LEAST_PIECES = 16;
    private static final int MOST_PIECES = 64;

    private final HoldDownOptions options;
    private final long memoryBudget;
    private final int maxPieces;
    private final long groupTicks;
    private final SortScratch scratch = new SortScratch();
    private final FrameCodecs codecs = new FrameCodecs();
    private final TailPool pool;
    private final HeldFrame.Misplaced misplaced;
    private final EventArena filling;
    private final BlockGather gather;
    private final TreeMap<Long, HeldGroup> groups = new TreeMap<>();
    private final TreeMap<Long, SpilledSlices> spilled = new TreeMap<>();
    private final ArrayPool arrays;
    private List<Run> carried = new ArrayList<>();
    private long memoryBytes;
    private long carriedBytes;
    private long spilledBytes;
    private long spills;
    private long duplicates;

    /**
     * Makes an empty one.
     *
     * @param memoryBudget bytes that it may take
     * @param pool finds what rows end in
     * @param misplaced takes events that held frames turn out to hold out of order
     */
    HeldSlices(HoldDownOptions options, long memoryBudget, TailPool pool, HeldFrame.Misplaced misplaced) {
        this.pool = pool;
        this.options = options;
        this.memoryBudget = memoryBudget;
        this.misplaced = misplaced;
        this.filling = new EventArena(Math.clamp(memoryBudget / 16, EventArena.MIN_BYTES, MAX_ARENA_BYTES));
        this.gather = new BlockGather(options.dropDuplicates(), scratch);
        this.maxPieces = Math.clamp(memoryBudget / 8 / ESTIMATED_READER_BYTES, LEAST_PIECES, MOST_PIECES);
        this.groupTicks =
                options.sliceTicks() * Math.max(1, GROUP_SECONDS * Point.TICKS_PER_SECOND / options.sliceTicks());
        this.arrays = new ArrayPool(memoryBudget / 8);
    }

    /**
     * Takes a row. It may be changed, and its array must stay as it is until {@link #settle}.
     *
     * @param tails what it may end in; it must be one that can be made whole
     */
    void addRow(byte[] rows, int offset, int length, RowTails tails) throws IOException {
        if (!filling.addRow(rows, offset, length, tails)) {
            seal();
            if (!filling.addRow(rows, offset, length, tails)) {
                throw tooLong(length);
            }
        }
    }

    private static IllegalStateException tooLong(int length) {
        return new IllegalStateException("event of " + length + " bytes doesn't fit into an empty arena");
    }

    /** Takes a copy of a row. */
    void addCopy(byte[] rows, int offset, int length, @Nullable SharedTail tail) throws IOException {
        if (!filling.addCopy(rows, offset, length, tail)) {
            seal();
            if (!filling.addCopy(rows, offset, length, tail)) {
                throw tooLong(length);
            }
        }
    }

    /** Copies rows that weren't yet. */
    void settle() {
        filling.settle();
    }

    /** Copies what is in the arena into sorted blocks, none of which reaches into a second group. */
    private void seal() throws IOException {
        EventIndex index = filling.index();
        int count = index.count();
        if (count == 0) {
            return;
        }
        byte[] source = filling.bytes();
        index.sort(source, filling.tails(), scratch);
        @Nullable
        SharedTail @Nullable [] tails =
                filling.tails().count() == 0 ? null : filling.sharedTails().clone();
        int from = 0;
        while (from < count) {
            long number = groupOf(index.point(from));
            int to = from;
            int bytes = 0;
            while (to < count && (to == from || groupOf(index.point(to)) == number)) {
                bytes += EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(source, index.place(to));
                to++;
            }
            byte[] block = arrays.take(bytes);
            copy(index, from, to, source, block);
            HeldGroup group = groups.computeIfAbsent(number, HeldGroup::new);
            group.blocks.add(new BlockRun(block, bytes, tails));
            account(group, block.length + BLOCK_OVERHEAD_BYTES);
            from = to;
        }
        filling.clear();
        keepWithinBudget();
    }

    private static void copy(EventIndex index, int from, int to, byte[] source, byte[] target) {
        int end = 0;
        for (int i = from; i < to; i++) {
            int place = index.place(i);
            int length = EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(source, place);
            System.arraycopy(source, place, target, end, length);
            end += length;
        }
    }

    private void account(HeldGroup group, long bytes) {
        group.memoryBytes += bytes;
        memoryBytes += bytes;
    }

    private void keepWithinBudget() throws IOException {
        while (memoryBytes
                        + carriedBytes
                        + arrays.bytes()
                        + filling.memoryBytes()
                        + scratch.memoryBytes()
                        + gather.memoryBytes()
                > memoryBudget) {
            if (arrays.bytes() > 0) {
                arrays.clear();
            } else if (!spillLargest()) {
                return;
            }
        }
    }

    /**
     * Holds the reader's current frame, sorted events.
     *
     * @param damage told what turns out to be wrong with it
     */
    void addFrame(FrameReader reader, DamageListener damage) throws IOException {
        byte[] array = arrays.take(reader.frameLength());
        HeldFrame frame = new HeldFrame(reader, array, damage, codecs, pool, misplaced);
        HeldGroup group = groups.computeIfAbsent(groupOf(frame.minPoint()), HeldGroup::new);
        group.frames.add(frame);
        account(group, array.length);
        keepWithinBudget();
    }

    /** Whether there was anything to write to a file. */
    private boolean spillLargest() throws IOException {
        HeldGroup largest = null;
        for (HeldGroup group : groups.values()) {
            if (largest == null || group.memoryBytes > largest.memoryBytes) {
                largest = group;
            }
        }
        if (largest == null) {
            return false;
        }
        spill(largest);
        return true;
    }

    private void spill(HeldGroup group) throws IOException {
        List<RunMerge.Waiting> runs = new ArrayList<>(group.blocks);
        runs.addAll(group.frames);
        SpilledSlices leaf = spilled.get(group.number);
        if (leaf == null) {
            leaf = new SpilledSlices(options.temporaryDirectory(), pool);
            spilled.put(group.number, leaf);
        }
        try (RunMerge merge = new RunMerge(options.dropDuplicates())) {
            merge.addWaiting(byPoint(runs));
            spilledBytes += leaf.append(merge::drain);
            duplicates += merge.duplicates();
        }
        spills++;
        groups.remove(group.number);
        memoryBytes -= group.memoryBytes;
        group.blocks.forEach(block -> arrays.give(block.block()));
        group.frames.forEach(frame -> arrays.give(frame.array()));
        if (unopened(leaf) > maxPieces) {
            try (RunMerge merge = new RunMerge(options.dropDuplicates())) {
                spilledBytes += leaf.unite(maxPieces / 2 + 1, merge);
                duplicates += merge.duplicates();
            }
        }
    }

    private static int unopened(SpilledSlices leaf) {
        int count = 0;
        for (SpilledSlices.Piece piece : leaf.pieces()) {
            count += piece.isOpened() ? 0 : 1;
        }
        return count;
    }

    /** Orders runs by their first points. */
    static List<RunMerge.Waiting> byPoint(List<RunMerge.Waiting> runs) {
        runs.sort(Comparator.comparingLong(run -> RunMerge.key(run.minPoint())));
        return runs;
    }

    /**
     * Gives out all events up to a point, in order.
     *
     * @return whether there were any
     */
    boolean giveOut(long last, RunMerge merge, MergeSink output) throws IOException {
        if (filling.usedBytes() > 0 && Long.compareUnsigned(filling.index().minPoint(), last) <= 0) {
            seal();
        }
        boolean any = false;
        while (hasAny()) {
            long first = firstPoint();
            if (Long.compareUnsigned(first, last) > 0) {
                break;
            }
            if (!any) {
                output.begin();
                any = true;
            }
            long number = groupOf(first);
            long end = number * groupTicks + (groupTicks - 1);
            boolean within = groupOf(end) == number && Long.compareUnsigned(end, last) < 0;
            giveOutGroup(number, within ? end : last, merge, output);
        }
        closeLeaves(groupOf(last));
        return any;
    }

    private boolean hasAny() {
        if (!groups.isEmpty() || !carried.isEmpty()) {
            return true;
        }
        for (SpilledSlices leaf : spilled.values()) {
            if (unopened(leaf) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The least point of which anything is held. */
    private long firstPoint() {
        long first = groups.isEmpty() ? -1L : groups.firstEntry().getValue().firstPoint();
        for (Run run : carried) {
            first = lesser(first, run.point);
        }
        for (SpilledSlices leaf : spilled.values()) {
            for (SpilledSlices.Piece piece : leaf.pieces()) {
                if (!piece.isOpened()) {
                    first = lesser(first, piece.minPoint());
                }
            }
        }
        return first;
    }

    private static long lesser(long point, long other) {
        return Long.compareUnsigned(point, other) < 0 ? point : other;
    }

    private long groupOf(long point) {
        return Long.divideUnsigned(point, groupTicks);
    }

    /** Gives out what lies up to {@code end}, all of it in this group. */
    private void giveOutGroup(long number, long end, RunMerge merge, MergeSink output) throws IOException {
        List<RunMerge.Waiting> others = new ArrayList<>();
        List<BlockRun> blocks = new ArrayList<>();
        HeldGroup group = groups.get(number);
        if (group != null) {
            takeDue(group, end, blocks, others);
        }
        for (SpilledSlices leaf : spilled.headMap(number, true).values()) {
            for (SpilledSlices.Piece piece : leaf.pieces()) {
                if (!piece.isOpened() && Long.compareUnsigned(piece.minPoint(), end) <= 0) {
                    others.add(piece);
                }
            }
        }
        if (others.isEmpty() && carried.isEmpty()) {
            long before = gather.duplicates();
            gather.drainUpTo(blocks, end, output, point -> merge(point, unread(blocks), merge, output));
            duplicates += gather.duplicates() - before;
        } else {
            others.addAll(blocks);
            merge(end, others, merge, output);
        }
        if (group != null) {
            putBack(group, blocks);
        }
        if (carriedBytes > memoryBudget / 4) {
            uncarry();
        }
    }

    private static List<RunMerge.Waiting> unread(List<BlockRun> blocks) {
        List<RunMerge.Waiting> runs = new ArrayList<>();
        for (BlockRun block : blocks) {
            if (block.state == Run.EVENT) {
                runs.add(block);
            }
        }
        return runs;
    }

    private void takeDue(HeldGroup group, long end, List<BlockRun> blocks, List<RunMerge.Waiting> frames) {
        for (BlockRun block = group.blocks.peek();
                block != null && Long.compareUnsigned(block.point, end) <= 0;
                block = group.blocks.peek()) {
            blocks.add(block);
            group.blocks.remove();
        }
        for (HeldFrame frame = group.frames.peek();
                frame != null && Long.compareUnsigned(frame.minPoint(), end) <= 0;
                frame = group.frames.peek()) {
            frames.add(frame);
            account(group, -frame.array().length);
            group.frames.remove();
        }
    }

    private void putBack(HeldGroup group, List<BlockRun> blocks) {
        for (BlockRun block : blocks) {
            if (block.state == Run.EVENT) {
                group.blocks.add(block);
            } else {
                account(group, -(block.block().length + BLOCK_OVERHEAD_BYTES));
                arrays.give(block.block());
            }
        }
        if (group.isEmpty()) {
            groups.remove(group.number);
        }
    }

    private void merge(long end, List<RunMerge.Waiting> runs, RunMerge merge, MergeSink output) throws IOException {
        List<Run> open = new ArrayList<>(carried);
        List<RunMerge.Waiting> waiting = new ArrayList<>(runs.size());
        for (RunMerge.Waiting run : byPoint(runs)) {
            waiting.add(run instanceof BlockRun ? run : new Remembered(run, open));
        }
        carried.forEach(merge::add);
        merge.addWaiting(waiting);
        if (end == -1L) {
            merge.drain(output);
        } else {
            merge.drainBefore(end + 1, output);
        }
        merge.clearRuns();
        carried = new ArrayList<>();
        for (Run run : open) {
            if (run.state != Run.END) {
                carried.add(run);
            } else if (run instanceof HeldFrame frame) {
                arrays.give(frame.array());
            } else {
                run.close();
            }
        }
        carriedBytes = carriedBytes();
    }

    /** A run that is put on a list when it is opened. */
    private static final class Remembered implements RunMerge.Waiting {
        private final RunMerge.Waiting run;
        private final List<Run> list;

        Remembered(RunMerge.Waiting run, List<Run> list) {
            this.run = run;
            this.list = list;
        }

        @Override
        public long minPoint() {
            return run.minPoint();
        }

        @Override
        public Run open() throws IOException {
            Run opened = run.open();
            list.add(opened);
            return opened;
        }
    }

    private long carriedBytes() {
        long sum = 0;
        for (Run run : carried) {
            if (run instanceof HeldFrame frame) {
                sum += frame.buffer.length + frame.array().length;
            }
        }
        return sum;
    }

    /** What is left of frames that reach into many slices goes where other events are. */
    private void uncarry() throws IOException {
        List<Run> others = new ArrayList<>();
        List<Run> all = carried;
        carried = others;
        carriedBytes = 0;
        for (Run run : all) {
            if (!(run instanceof HeldFrame)) {
                others.add(run);
                continue;
            }
            if (run.state == Run.FRAME) {
                run.decode();
            }
            while (run.state == Run.EVENT) {
                addCopy(run.buffer, run.offset, run.length, run.tail());
                if (!run.step()) {
                    run.load();
                }
            }
        }
        seal();
    }

    private void closeLeaves(long lastGroup) throws IOException {
        for (Iterator<SpilledSlices> i =
                        spilled.headMap(lastGroup, true).values().iterator();
                i.hasNext(); ) {
            SpilledSlices leaf = i.next();
            if (leaf.isRead()) {
                leaf.close();
                i.remove();
            }
        }
    }

    /** Bytes of memory that hold events. */
    long memoryBytes() {
        return memoryBytes + filling.usedBytes();
    }

    /** Bytes of the files there are. */
    long fileBytes() {
        long sum = 0;
        for (SpilledSlices leaf : spilled.values()) {
            sum += leaf.bytes();
        }
        return sum;
    }

    /** Bytes written to files so far. */
    long spilledBytes() {
        return spilledBytes;
    }

    /** How often something was appended to a file. */
    long spills() {
        return spills;
    }

    /** Events left out here because they equal another one; the merge that is given has its own count. */
    long duplicates() {
        return duplicates;
    }

    @Override
    public void close() throws IOException {
        codecs.close();
        for (Run run : carried) {
            run.close();
        }
        for (SpilledSlices leaf : spilled.values()) {
            leaf.close();
        }
        spilled.clear();
    }
}
