package evtools.sort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What an {@link EventSorter} holds: an arena that is being filled, full ones with a sorted index, and sorted runs in
 * files.
 *
 * <pre>
 *   arena ──full: sort its index──► run over it ──over budget: merge all of them──► file
 *     ▲                               │
 *     └── cleared, when given out ────┘
 * </pre>
 *
 * <p>Events stay where they were copied to until they are given out. Not thread-safe.
 */
final class ArenaStore implements AutoCloseable {
    /** Half as much costs the same, a quarter half as much again: more runs overlap then. */
    private static final int ARENA_BYTES = 4 << 20;

    /** More runs in files than this are merged into one. */
    private static final int MAX_SPILLED = 64;

    /** An arena of which less than one part in this many is left is emptied into the one that is being filled. */
    private static final int FEW = 8;

    private final long memoryBytes;
    private final boolean dropDuplicates;
    private final int arenaBytes;
    private final TempRuns temporary;
    private final SortScratch scratch = new SortScratch();
    private final List<Run> spilled = new ArrayList<>();
    private final Deque<EventArena> free = new ArrayDeque<>();
    private EventArena filling;
    private List<FullArena> full = new ArrayList<>();
    private long heldBytes;
    private long duplicates;

    ArenaStore(long memoryBytes, Path temporaryDirectory, boolean dropDuplicates) {
        this.memoryBytes = memoryBytes;
        this.dropDuplicates = dropDuplicates;
        this.arenaBytes = (int) Math.min(ARENA_BYTES, memoryBytes / 16);
        this.temporary = new TempRuns(temporaryDirectory);
        this.filling = new EventArena(arenaBytes);
    }

    /** An arena whose index is sorted, with the place where reading it stands. */
    private static final class FullArena implements RunMerge.Waiting {
        final EventArena arena;
        final IndexRun run;

        FullArena(EventArena arena) {
            this.arena = arena;
            this.run = new IndexRun(arena);
        }

        @Override
        public long minPoint() {
            return run.point;
        }

        @Override
        public Run open() {
            return run;
        }
    }

    /** Where events are added, until it is full: then {@link #seal}, and {@link #open} the next one. */
    EventArena filling() {
        return filling;
    }

    /** Sorts the arena that was filled. */
    void seal() {
        filling.index().sort(filling.bytes(), filling.tails(), scratch);
        if (filling.index().count() > 0) {
            full.add(new FullArena(filling));
            heldBytes += filling.memoryBytes();
        } else {
            free.push(filling);
        }
        filling = new EventArena(EventArena.MIN_BYTES, 0);
    }

    /** Begins the next arena, after making room for it. */
    void open() throws IOException {
        EventArena next = free.poll();
        if (next == null && heldBytes + arenaBytes + scratch.memoryBytes() > memoryBytes) {
            spill();
            next = free.poll();
        }
        filling = next == null ? new EventArena(arenaBytes, arenaBytes) : next;
        emptyNearlyUsedUp();
    }

    private void release(FullArena used) {
        heldBytes -= used.arena.memoryBytes();
        used.arena.clear();
        free.push(used.arena);
    }

    /** Merges all full arenas into one file. */
    private void spill() throws IOException {
        if (full.isEmpty()) {
            return;
        }
        try (RunMerge merge = new RunMerge(dropDuplicates)) {
            merge.addWaiting(byPoint(full));
            spilled.add(toFile(merge));
        }
        full.forEach(this::release);
        full.clear();
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

    private static List<FullArena> byPoint(List<FullArena> some) {
        List<FullArena> ordered = new ArrayList<>(some);
        ordered.sort(Comparator.comparingLong((FullArena each) -> RunMerge.key(each.run.point)));
        return ordered;
    }

    /** Gives all that holds events before {@code boundary} to a merge; false: there is nothing. */
    boolean openBefore(long boundary, RunMerge merge) {
        List<FullArena> open = new ArrayList<>();
        for (FullArena each : full) {
            if (Long.compareUnsigned(each.run.point, boundary) < 0) {
                open.add(each);
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
        return any;
    }

    /** Gives everything to a merge, to be drained to the end; there is nothing to be done with the store after that. */
    void openAll(RunMerge merge) {
        seal();
        merge.addWaiting(byPoint(full));
        spilled.forEach(merge::add);
    }

    /** Frees what a merge has used up. */
    void recycle() throws IOException {
        for (Iterator<FullArena> i = full.iterator(); i.hasNext(); ) {
            FullArena each = i.next();
            if (each.run.state == Run.END) {
                release(each);
                i.remove();
            }
        }
        for (Iterator<Run> i = spilled.iterator(); i.hasNext(); ) {
            Run run = i.next();
            if (run.state == Run.END) {
                run.close();
                i.remove();
            }
        }
    }

    /** Moves what is left of arenas that are nearly used up into the one that is being filled, as far as it fits. */
    private void emptyNearlyUsedUp() {
        List<FullArena> kept = new ArrayList<>();
        for (FullArena each : full) {
            boolean few = each.run.remaining() < each.arena.index().count() / FEW;
            if (few && moved(each.run)) {
                release(each);
            } else {
                kept.add(each);
            }
        }
        full = kept;
    }

    private boolean moved(IndexRun run) {
        while (run.state == Run.EVENT && filling.usedBytes() < arenaBytes / 2) {
            if (!filling.addCopy(run.buffer, run.offset, run.length, run.tail())) {
                return false;
            }
            run.load();
        }
        return run.state == Run.END;
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
