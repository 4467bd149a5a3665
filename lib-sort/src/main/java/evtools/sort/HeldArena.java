package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An arena of events as a run, sorted when the merge gets there. Not thread-safe. */
final class HeldArena implements RunMerge.Waiting {
    private final EventArena arena;
    private final SortScratch scratch;
    private long duplicates;

    HeldArena(EventArena arena, SortScratch scratch) {
        this.arena = arena;
        this.scratch = scratch;
    }

    @Override
    public long minPoint() {
        return arena.index().minPoint();
    }

    @Override
    public Run open() {
        sort();
        return new IndexRun(arena);
    }

    private void sort() {
        arena.index().sort(arena.bytes(), arena.tails(), scratch);
    }

    /** Gives all events out, with nothing to merge them with. */
    void drain(MergeSink output, boolean dropDuplicates) throws IOException {
        EventIndex index = arena.index();
        byte[] bytes = arena.bytes();
        sort();
        @Nullable SharedTail[] tails = arena.sharedTails();
        int count = index.count();
        int previous = 0;
        for (int i = 0; i < count; i++) {
            int place = index.place(i);
            if (dropDuplicates
                    && i > 0
                    && index.point(i) == index.point(i - 1)
                    && EventIndex.compare(bytes, arena.tails(), previous, place) == 0) {
                duplicates++;
                continue;
            }
            int row = place + EventFormat.LENGTH_BYTES;
            SharedTail tail = tails[bytes[row] & 0xFF];
            if (tail == null) {
                output.event(bytes, row, BigEndian.getUnsignedShort(bytes, place));
            } else {
                output.event(bytes, row, BigEndian.getUnsignedShort(bytes, place), tail);
            }
            previous = place;
        }
    }

    /** Events that {@link #drain} left out. */
    long duplicates() {
        return duplicates;
    }
}
