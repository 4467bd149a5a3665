package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameReader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A time tree of what is held: slices in memory, and files of neighbouring slices for what doesn't fit.
 *
 * <pre>
 *   event ──► its slice's arena                          ┐
 *   sorted frame ──► the slice it begins in, as it came  ├──► slice due: its arena sorted, and merged with what else
 *   over the budget: the largest group of slices ──► file┘    overlaps it; alone it passes as it lies
 * </pre>
 *
 * <p>What a slice costs doesn't depend on how many others there are. Not thread-safe.
 */
final class HeldSlices implements AutoCloseable {
    /** Width of what goes to one file, if slices are narrower: 48 hours are 169 files then. */
    private static final long GROUP_SECONDS = 1024;

    private static final int RECENT = 256;
    private static final int FIRST_ARENA_BYTES = 4 << 10;

    /** What an arena takes beside its events and their index: its tails. */
    private static final int ARENA_OVERHEAD_BYTES = 4 << 10;

    /** Arenas that have grown to this get an array of full size. */
    private static final int SMALL_ARENA_BYTES = 512 << 10;

    private static final int MAX_ARENA_BYTES = 32 << 20;
    private static final int ESTIMATED_READER_BYTES = 512 << 10;
    private static final int LEAST_PIECES = 16;
    private static final int MOST_PIECES = 64;

    private final HoldDownOptions options;
    private final long memoryBudget;
    private final int arenaBytes;
    private final int maxPieces;
    private final long slicesPerGroup;
    private final SortScratch scratch = new SortScratch();
    private final FrameCodecs codecs = new FrameCodecs();
    private final TailPool pool;
    private final HeldFrame.Misplaced misplaced;
    private final TreeMap<Long, HeldSlice> slices = new TreeMap<>();
    private final @Nullable HeldSlice[] recent = new HeldSlice[RECENT];
    private final TreeMap<Long, SpilledSlices> spilled = new TreeMap<>();
    private final Deque<EventArena> freeArenas = new ArrayDeque<>();
    private final ArrayPool arrays;
    private @Nullable HeldSlice current;
    private List<Run> carried = new ArrayList<>();
    private long memoryBytes;
    private long carriedBytes;
    private long freeArenaBytes;
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
        this.arenaBytes = Math.clamp(memoryBudget / 16, EventArena.MIN_BYTES, MAX_ARENA_BYTES);
        this.maxPieces = Math.clamp(memoryBudget / 8 / ESTIMATED_READER_BYTES, LEAST_PIECES, MOST_PIECES);
        this.slicesPerGroup = Math.max(1, GROUP_SECONDS * Point.TICKS_PER_SECOND / options.sliceTicks());
        this.arrays = new ArrayPool(memoryBudget / 8);
    }

    /**
     * Takes a row of the slice with this number. It may be changed, and its array must stay as it is until {@link
     * #settle}.
     *
     * @param tails what it may end in; it must be one that can be made whole
     */
    void addRow(long number, byte[] rows, int offset, int length, RowTails tails) throws IOException {
        HeldSlice slice = slice(number);
        EventArena arena = slice.filling;
        if (arena == null || !arena.addRow(rows, offset, length, tails)) {
            arena = anotherArena(slice);
            if (!arena.addRow(rows, offset, length, tails)) {
                throw tooLong(length);
            }
        }
        account(slice);
    }

    private static IllegalStateException tooLong(int length) {
        return new IllegalStateException("event of " + length + " bytes doesn't fit into an empty arena");
    }

    /** Takes a copy of a row of the slice with this number. */
    void addCopy(long number, byte[] rows, int offset, int length, @Nullable SharedTail tail) throws IOException {
        HeldSlice slice = slice(number);
        EventArena arena = slice.filling;
        if (arena == null || !arena.addCopy(rows, offset, length, tail)) {
            arena = anotherArena(slice);
            if (!arena.addCopy(rows, offset, length, tail)) {
                throw tooLong(length);
            }
        }
        account(slice);
    }

    /** Copies rows that weren't yet. */
    void settle() {
        HeldSlice last = current;
        if (last != null && last.filling != null) {
            last.filling.settle();
        }
    }

    private HeldSlice slice(long number) {
        HeldSlice last = current;
        if (last != null && last.number == number) {
            return last;
        }
        settle();
        HeldSlice slice = recent[(int) number & (RECENT - 1)];
        if (slice == null || slice.number != number) {
            slice = slices.computeIfAbsent(number, HeldSlice::new);
            recent[(int) number & (RECENT - 1)] = slice;
        }
        current = slice;
        return slice;
    }

    private void account(HeldSlice slice) throws IOException {
        long bytes = slice.frameBytes + slice.fullBytes;
        EventArena arena = slice.filling;
        if (arena != null) {
            bytes += arena.memoryBytes() + ARENA_OVERHEAD_BYTES;
        }
        if (bytes != slice.memoryBytes) {
            memoryBytes += bytes - slice.memoryBytes;
            slice.memoryBytes = bytes;
            while (memoryBytes + carriedBytes + freeArenaBytes + arrays.bytes() + scratch.memoryBytes()
                    > memoryBudget) {
                if (!makeRoom()) {
                    return;
                }
            }
        }
    }

    /** An arena with room: a first small one, one of full size with the events of the small one, or another. */
    private EventArena anotherArena(HeldSlice slice) throws IOException {
        EventArena before = slice.filling;
        EventArena arena;
        if (before == null) {
            arena = new EventArena(Math.min(SMALL_ARENA_BYTES, arenaBytes), FIRST_ARENA_BYTES);
        } else {
            // Its last rows lie in a frame that is read over soon.
            before.settle();
            EventArena recycled = freeArenas.poll();
            if (recycled == null) {
                arena = new EventArena(arenaBytes, Math.min(2 * SMALL_ARENA_BYTES, arenaBytes));
            } else {
                arena = recycled;
                freeArenaBytes -= arena.memoryBytes();
            }
            if (before.memoryBytes() < 2 * SMALL_ARENA_BYTES && arenaBytes > SMALL_ARENA_BYTES) {
                copy(before, arena);
            } else {
                before.settle();
                slice.full.add(before);
                slice.fullBytes += before.memoryBytes() + ARENA_OVERHEAD_BYTES;
            }
        }
        slice.filling = arena;
        return arena;
    }

    private static void copy(EventArena from, EventArena to) {
        byte[] bytes = from.bytes();
        @Nullable SharedTail[] tails = from.sharedTails();
        int end = from.usedBytes();
        int at = 0;
        while (at < end) {
            int length = BigEndian.getUnsignedShort(bytes, at);
            int row = at + EventFormat.LENGTH_BYTES;
            to.addCopy(bytes, row, length, tails[bytes[row] & 0xFF]);
            at = row + length;
        }
    }

    /**
     * Holds the reader's current frame, sorted events that begin in the slice with this number.
     *
     * @param damage told what turns out to be wrong with it
     */
    void addFrame(long number, FrameReader reader, DamageListener damage) throws IOException {
        HeldSlice slice = slice(number);
        byte[] array = arrays.take(reader.frameLength());
        HeldFrame frame = new HeldFrame(reader, array, damage, codecs, pool, misplaced);
        slice.frames.add(frame);
        slice.frameBytes += array.length;
        account(slice);
    }

    /** Gives memory up: first what waits to be used again, then the largest group; false: there is nothing more. */
    private boolean makeRoom() throws IOException {
        if (freeArenaBytes > 0 || arrays.bytes() > 0) {
            EventArena arena = freeArenas.pollLast();
            if (arena == null) {
                arrays.clear();
            } else {
                freeArenaBytes -= arena.memoryBytes();
            }
            return true;
        }
        long largest = -1;
        long largestBytes = 0;
        long group = -1;
        long groupBytes = 0;
        for (HeldSlice slice : slices.values()) {
            long of = slice.number / slicesPerGroup;
            if (of != group) {
                group = of;
                groupBytes = 0;
            }
            groupBytes += slice.memoryBytes;
            if (groupBytes > largestBytes) {
                largestBytes = groupBytes;
                largest = group;
            }
        }
        if (largest < 0) {
            return false;
        }
        spill(largest);
        return true;
    }

    private void spill(long group) throws IOException {
        List<HeldSlice> some = List.copyOf(slices.subMap(group * slicesPerGroup, (group + 1) * slicesPerGroup)
                .values());
        List<RunMerge.Waiting> runs = new ArrayList<>();
        for (HeldSlice slice : some) {
            addRuns(slice, runs);
        }
        SpilledSlices leaf = spilled.get(group);
        if (leaf == null) {
            leaf = new SpilledSlices(options.temporaryDirectory(), pool);
            spilled.put(group, leaf);
        }
        try (RunMerge merge = new RunMerge(options.dropDuplicates())) {
            merge.addWaiting(byPoint(runs));
            spilledBytes += leaf.append(merge::drain);
            duplicates += merge.duplicates();
        }
        spills++;
        for (HeldSlice slice : some) {
            slices.remove(slice.number);
            release(slice);
            for (HeldFrame frame : slice.frames) {
                arrays.give(frame.array());
            }
        }
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

    private void addRuns(HeldSlice slice, List<RunMerge.Waiting> runs) {
        for (EventArena arena : slice.arenas()) {
            if (arena.index().count() > 0) {
                runs.add(new HeldArena(arena, scratch));
            }
        }
        runs.addAll(slice.frames);
    }

    /** Orders runs by their first points. */
    static List<RunMerge.Waiting> byPoint(List<RunMerge.Waiting> runs) {
        runs.sort(Comparator.comparingLong(run -> RunMerge.key(run.minPoint())));
        return runs;
    }

    private void release(HeldSlice slice) {
        memoryBytes -= slice.memoryBytes;
        if (current != null && current.number == slice.number) {
            current = null;
        }
        int place = (int) slice.number & (RECENT - 1);
        HeldSlice there = recent[place];
        if (there != null && there.number == slice.number) {
            recent[place] = null;
        }
        for (EventArena arena : slice.arenas()) {
            if (arena.memoryBytes() > 2 * SMALL_ARENA_BYTES) {
                arena.clear();
                freeArenas.push(arena);
                freeArenaBytes += arena.memoryBytes();
            }
        }
    }

    /**
     * Gives out all events of slices before the one with this number, in order.
     *
     * @return whether there were any
     */
    boolean giveOut(long boundary, RunMerge merge, MergeSink output) throws IOException {
        boolean any = false;
        while (true) {
            long number = first();
            if (number >= boundary) {
                break;
            }
            if (!any) {
                output.begin();
                any = true;
            }
            giveOutSlice(number, merge, output);
        }
        closeLeaves(boundary);
        return any;
    }

    /** The number of the first slice of which anything is held; the greatest number: there is none. */
    private long first() {
        long first = slices.isEmpty() ? Long.MAX_VALUE : slices.firstKey();
        for (Run run : carried) {
            first = Math.min(first, numberOf(run.point));
        }
        for (SpilledSlices leaf : spilled.values()) {
            for (SpilledSlices.Piece piece : leaf.pieces()) {
                if (!piece.isOpened()) {
                    first = Math.min(first, numberOf(piece.minPoint()));
                }
            }
        }
        return first;
    }

    /** The number of the slice in which a point lies. */
    long numberOf(long point) {
        return Long.divideUnsigned(point, options.sliceTicks());
    }

    private void giveOutSlice(long number, RunMerge merge, MergeSink output) throws IOException {
        HeldSlice slice = slices.remove(number);
        List<RunMerge.Waiting> runs = new ArrayList<>();
        if (slice != null) {
            addRuns(slice, runs);
        }
        for (SpilledSlices leaf : spilled.headMap(number / slicesPerGroup, true).values()) {
            for (SpilledSlices.Piece piece : leaf.pieces()) {
                if (!piece.isOpened() && numberOf(piece.minPoint()) <= number) {
                    runs.add(piece);
                }
            }
        }
        if (runs.size() == 1 && carried.isEmpty() && runs.getFirst() instanceof HeldArena arena) {
            arena.drain(output, options.dropDuplicates());
            duplicates += arena.duplicates();
        } else {
            merge(number, byPoint(runs), merge, output);
        }
        if (slice != null) {
            release(slice);
        }
        if (carriedBytes > memoryBudget / 4) {
            uncarry();
        }
    }

    private void merge(long number, List<RunMerge.Waiting> runs, RunMerge merge, MergeSink output) throws IOException {
        List<Run> open = new ArrayList<>(carried);
        List<RunMerge.Waiting> waiting = new ArrayList<>(runs.size());
        for (RunMerge.Waiting run : runs) {
            waiting.add(new Remembered(run, open));
        }
        carried.forEach(merge::add);
        merge.addWaiting(waiting);
        long end = (number + 1) * options.sliceTicks();
        if (numberOf(end) == number + 1) {
            merge.drainBefore(end, output);
        } else {
            merge.drain(output);
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

    /** What is left of frames that reach into many slices goes to those slices. */
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
                addCopy(numberOf(run.point), run.buffer, run.offset, run.length, run.tail());
                if (!run.step()) {
                    run.load();
                }
            }
        }
    }

    private void closeLeaves(long boundary) throws IOException {
        for (Iterator<SpilledSlices> i = spilled.headMap(boundary / slicesPerGroup, true)
                        .values()
                        .iterator();
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
        return memoryBytes;
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
