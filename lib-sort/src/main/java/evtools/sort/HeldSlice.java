package evtools.sort;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is held in memory of one slice of time: events, and sorted frames that begin in it. Not thread-safe. */
final class HeldSlice {
    /** Points divided by the slice's width. */
    final long number;

    /** Arenas that are full. */
    final List<EventArena> full = new ArrayList<>(0);

    final List<HeldFrame> frames = new ArrayList<>(0);

    /** Where events are added. */
    @Nullable
    EventArena filling;

    /** Memory of all that, as it was last counted. */
    long memoryBytes;

    /** Memory of the full arenas. */
    long fullBytes;

    /** Memory of the frames. */
    long frameBytes;

    HeldSlice(long number) {
        this.number = number;
    }

    /** All arenas, the one being filled last. */
    List<EventArena> arenas() {
        List<EventArena> all = new ArrayList<>(full);
        EventArena last = filling;
        if (last != null) {
            all.add(last);
        }
        return all;
    }
}
