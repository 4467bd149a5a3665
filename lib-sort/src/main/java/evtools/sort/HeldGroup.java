package evtools.sort;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is held in memory of neighbouring slices of time: sorted rows, and sorted frames that begin in them. Not thread-safe. */
final class HeldGroup {
    private static final Comparator<RunMerge.Waiting> BY_POINT =
            Comparator.comparingLong(run -> RunMerge.key(run.minPoint()));

    /** Points divided by the group's width. */
    final long number;

    /** By what is first in them. */
    final PriorityQueue<BlockRun> blocks = new PriorityQueue<>(4, BY_POINT);

    final PriorityQueue<HeldFrame> frames = new PriorityQueue<>(4, BY_POINT);

    /** Memory of all that. */
    long memoryBytes;

    HeldGroup(long number) {
        this.number = number;
    }

    boolean isEmpty() {
        return blocks.isEmpty() && frames.isEmpty();
    }

    /** The least point there is; the group must not be empty. */
    long firstPoint() {
        BlockRun block = blocks.peek();
        HeldFrame frame = frames.peek();
        long first = block == null ? -1L : block.point;
        return frame != null && Long.compareUnsigned(frame.minPoint(), first) < 0 ? frame.minPoint() : first;
    }
}
