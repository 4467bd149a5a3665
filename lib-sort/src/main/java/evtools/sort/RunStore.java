package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What a {@link StreamSorter} holds: one arena that is being filled, full arenas with a sorted index, and sorted runs in
 * files. Not thread-safe.
 */
final class RunStore implements AutoCloseable {
    private static final int MAX_ARENA_BYTES = 32 << 20;

    /** An arena's index, when it is filled with events of ordinary length, takes up to half as much again. */
    private static final int ARENAS_IN_BUDGET = 16;

    /** More runs in files than this are merged into one. */
    private static final int MAX_SPILLED = 64;

    /** A run of which less than one part in this many is left doesn't keep its arena. */
    private static final int FEW = 8;

    private final SorterOptions options;
    private final int arenaBytes;
    private final TempRuns temporary;
    private final SortScratch scratch = new SortScratch();
    private final List<SealedRun> sealed = new ArrayList<>();
    private final List<Run> spilled = new ArrayList<>();
    private final Deque<EventArena> free = new ArrayDeque<>();
    private final EventIndex due = new EventIndex();
    private EventArena filling;
    private int added;
    private long duplicates;

    private record SealedRun(EventArena arena, IndexRun run) {}

    RunStore(SorterOptions options) {
        this.options = options;
        this.arenaBytes = (int) Math.min(MAX_ARENA_BYTES, options.memoryBytes() / ARENAS_IN_BUDGET);
        this.temporary = new TempRuns(options.temporaryDirectory());
        this.filling = new EventArena(arenaBytes);
    }

    /** Takes a copy of an event. */
    void add(byte[] buffer, int offset, int length) throws IOException {
        while (!filling.add(buffer, offset, length)) {
            makeRoom();
        }
        added++;
    }

    private void makeRoom() throws IOException {
        EventArena full = filling;
        boolean mostlyGone = full.index().count() * 2L < added;
        full.index().sort(full.bytes(), scratch);
        if (!mostlyGone) {
            sealed.add(new SealedRun(full, new IndexRun(full.bytes(), full.index())));
            if (free.isEmpty() && memoryBytes() + full.memoryBytes() > options.memoryBytes()) {
                spill();
            }
        }
        EventArena next = free.poll();
        filling = next == null ? new EventArena(arenaBytes) : next;
        added = 0;
        if (mostlyGone) {
            copyBack(full, 0);
        }
    }

    /** Adds the events of a sorted arena from {@code first} on to the one that is being filled, and retires it. */
    private void copyBack(EventArena arena, int first) throws IOException {
        byte[] bytes = arena.bytes();
        EventIndex index = arena.index();
        for (int i = first; i < index.count(); i++) {
            int place = index.place(i);
            add(bytes, place + EventFormat.LENGTH_BYTES, BigEndian.getUnsignedShort(bytes, place));
        }
        retire(arena);
    }

    private void retire(EventArena arena) {
        arena.clear();
        free.push(arena);
    }

    private long memoryBytes() {
        long bytes = filling.memoryBytes() + scratch.memoryBytes();
        for (SealedRun run : sealed) {
            bytes += run.arena().memoryBytes();
        }
        for (EventArena arena : free) {
            bytes += arena.memoryBytes();
        }
        return bytes;
    }

    /** Merges all sealed arenas into one file. */
    private void spill() throws IOException {
        spilled.add(mergeToFile(runsOf(sealed)));
        for (SealedRun run : sealed) {
            retire(run.arena());
        }
        sealed.clear();
        if (spilled.size() > MAX_SPILLED) {
            List<Run> all = new ArrayList<>(spilled);
            spilled.clear();
            spilled.add(mergeToFile(all));
            for (Run run : all) {
                run.close();
            }
        }
    }

    private static List<Run> runsOf(List<SealedRun> sealed) {
        List<Run> runs = new ArrayList<>(sealed.size());
        for (SealedRun run : sealed) {
            runs.add(run.run());
        }
        return runs;
    }

    private Run mergeToFile(List<Run> runs) throws IOException {
        try (RunMerge merge = new RunMerge(options.dropDuplicates())) {
            Run merged = temporary.write(sink -> {
                for (Run run : runs) {
                    merge.add(run);
                }
                merge.drain(sink);
            });
            duplicates += merge.duplicates();
            merged.load();
            return merged;
        }
    }

    /** Gives all that holds events before {@code boundary} to a merge; false: there is nothing. */
    boolean openBefore(long boundary, RunMerge merge) {
        boolean any = false;
        for (SealedRun run : sealed) {
            any |= open(run.run(), boundary, merge);
        }
        for (Run run : spilled) {
            any |= open(run, boundary, merge);
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

    private static boolean open(Run run, long boundary, RunMerge merge) {
        if (run.state == Run.END || Long.compareUnsigned(run.point, boundary) >= 0) {
            return false;
        }
        merge.add(run);
        return true;
    }

    /** Gives everything to a merge, to be drained to the end; there is nothing to be done with the store after that. */
    void openAll(RunMerge merge) {
        for (SealedRun run : sealed) {
            merge.add(run.run());
        }
        for (Run run : spilled) {
            merge.add(run);
        }
        filling.index().sort(filling.bytes(), scratch);
        merge.add(new IndexRun(filling.bytes(), filling.index()));
    }

    /** Frees what a merge has used up; runs that are nearly used up go back into the arena that is being filled. */
    void recycle() throws IOException {
        due.clear();
        if (filling.index().count() == 0) {
            filling.clear();
            added = 0;
        }
        List<SealedRun> nearlyUsedUp = new ArrayList<>();
        for (Iterator<SealedRun> i = sealed.iterator(); i.hasNext(); ) {
            SealedRun run = i.next();
            if (run.run().remaining() * (long) FEW < run.arena().index().count()) {
                i.remove();
                nearlyUsedUp.add(run);
            }
        }
        for (SealedRun run : nearlyUsedUp) {
            copyBack(run.arena(), run.arena().index().count() - run.run().remaining());
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
