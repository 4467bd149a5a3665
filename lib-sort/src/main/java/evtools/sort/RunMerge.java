package evtools.sort;

import evtools.format.frame.FrameHeader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges sorted runs into one, leaves out equal neighbours, and passes frames that overlap nothing on whole.
 *
 * <pre>
 *   run ─┐
 *   run ─┼─► loser tree over points ──► event or frame ──► differs from the last one? ──► sink
 *   run ─┘    ties by the events' bytes
 *   waiting runs, by their first point: they enter when the output gets there
 * </pre>
 *
 * <p>A run that wins twice in a row is followed without asking the tree, as long as it stays ahead of the others. Not
 * thread-safe.
 */
final class RunMerge implements AutoCloseable {
    private final boolean dropDuplicates;
    private final LoserTree tree = new LoserTree(this::isBefore);
    private final LastOutput last = new LastOutput();
    private final List<Run> runs = new ArrayList<>();
    private List<? extends Waiting> waiting = List.of();
    private int nextWaiting;
    private int maxRuns = Integer.MAX_VALUE;
    private @Nullable Crowding crowding;
    private long waitingKey = Long.MAX_VALUE;
    private long events;
    private long duplicates;
    private long wholeFrames;
    private long duplicateFrames;

    RunMerge(boolean dropDuplicates) {
        this.dropDuplicates = dropDuplicates;
    }

    /** A run that isn't open yet. */
    interface Waiting {
        /** No event of it lies before this point. */
        long minPoint();

        /** The run, its head loaded. The merge closes it when it has ended, if it needs its place. */
        Run open() throws IOException;
    }

    /** Makes fewer runs of many. */
    @FunctionalInterface
    interface Crowding {
        /**
         * Merges some of the runs.
         *
         * @param open runs whose heads are loaded
         * @return what takes their places, likewise; those that are not among it were closed
         */
        List<Run> merge(List<Run> open) throws IOException;
    }

    /** Has {@code crowding} called when so many runs have a part in the merge and another one wants to. */
    void atMost(int runsAtOnce, Crowding newCrowding) {
        maxRuns = runsAtOnce;
        crowding = newCrowding;
    }

    /** Adds a run whose head is loaded. Not during {@link #drain}. */
    void add(Run run) {
        runs.add(run);
    }

    /**
     * Gives runs that are to be opened when the output reaches their first point.
     *
     * @param newWaiting ordered by that
     */
    void addWaiting(List<? extends Waiting> newWaiting) {
        waiting = newWaiting;
        nextWaiting = 0;
    }

    /** Forgets the runs and what was given out last, for a new output; duplicates are counted on. */
    void restart() {
        last.clear();
        runs.clear();
        waiting = List.of();
        nextWaiting = 0;
        events = 0;
        wholeFrames = 0;
    }

    /** Forgets the runs; the output goes on with others. */
    void clearRuns() {
        last.keep();
        runs.clear();
        waiting = List.of();
        nextWaiting = 0;
    }

    /** Events given out one by one. */
    long events() {
        return events;
    }

    /** Events left out because they equal the one before. */
    long duplicates() {
        return duplicates;
    }

    /** Frames left out because another with the same bytes was ahead. */
    long duplicateFrames() {
        return duplicateFrames;
    }

    /** Frames given out whole. */
    long wholeFrames() {
        return wholeFrames;
    }

    /** The order in which unsigned points are kept in the tree. */
    static long key(long point) {
        return point ^ Long.MIN_VALUE;
    }

    /** Gives out everything. */
    void drain(MergeSink sink) throws IOException {
        drain(false, Long.MAX_VALUE, sink);
    }

    /** Gives out all events before {@code boundary}; what is not given out stays in its runs. */
    void drainBefore(long boundary, MergeSink sink) throws IOException {
        drain(true, key(boundary), sink);
    }

    private void drain(boolean bounded, long limit, MergeSink sink) throws IOException {
        startTree();
        while (true) {
            if (runs.isEmpty()) {
                if ((bounded && waitingKey >= limit) || !admitWaiting()) {
                    return;
                }
                continue;
            }
            int winner = tree.winner();
            Run run = runs.get(winner);
            long key = tree.key(winner);
            if (nextWaiting < waiting.size() && waitingKey <= key && !(bounded && waitingKey >= limit)) {
                admitWaiting();
            } else if (run.state == Run.END || (bounded && key >= limit)) {
                return;
            } else if (run.state == Run.FRAME) {
                frame(winner, run, bounded ? limit : Long.MAX_VALUE, sink);
            } else {
                emit(winner, run, sink);
                tree.replay(advance(winner, run));
                if (tree.winner() == winner) {
                    follow(winner, run, limit, sink);
                }
            }
        }
    }

    private void startTree() {
        waitingKey = nextWaiting < waiting.size() ? key(waiting.get(nextWaiting).minPoint()) : Long.MAX_VALUE;
        if (runs.isEmpty()) {
            return;
        }
        tree.begin(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            tree.set(i, keyOf(runs.get(i)));
        }
        tree.play();
    }

    /** Lets the next waiting run take part, in the place of one that has ended if there is one. */
    private boolean admitWaiting() throws IOException {
        if (nextWaiting == waiting.size()) {
            return false;
        }
        thinOut();
        Run run = waiting.get(nextWaiting++).open();
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).state == Run.END) {
                last.beforeReuse(i);
                runs.get(i).close();
                runs.set(i, run);
                startTree();
                return true;
            }
        }
        runs.add(run);
        startTree();
        return true;
    }

    private void thinOut() throws IOException {
        Crowding how = crowding;
        if (how == null || runs.size() < maxRuns) {
            return;
        }
        List<Run> open = new ArrayList<>();
        for (Run run : runs) {
            if (run.state != Run.END) {
                open.add(run);
            }
        }
        if (open.size() < maxRuns) {
            return;
        }
        last.keep();
        List<Run> fewer = how.merge(open);
        runs.clear();
        runs.addAll(fewer);
    }

    private static long keyOf(Run run) {
        return run.state == Run.END ? Long.MAX_VALUE : key(run.point);
    }

    private void follow(int winner, Run run, long limit, MergeSink sink) throws IOException {
        long bound = Math.min(Math.min(tree.runnerUpKey(), waitingKey), limit);
        long key = tree.key(winner);
        while (run.state == Run.EVENT && key < bound) {
            emit(winner, run, sink);
            key = advance(winner, run);
        }
        tree.replay(key);
    }

    private long advance(int index, Run run) throws IOException {
        if (!run.step()) {
            last.beforeReuse(index);
            run.load();
        }
        return keyOf(run);
    }

    private void emit(int index, Run run, MergeSink sink) throws IOException {
        SharedTail tail = run.tail();
        if (run.point == last.point() && last.exists()) {
            int order = last.compareTo(run.buffer, run.offset, run.length, tail);
            if (order == 0 && dropDuplicates) {
                duplicates++;
                return;
            }
            if (order > 0) {
                throw run.headOutOfOrder();
            }
        }
        if (tail == null) {
            sink.event(run.buffer, run.offset, run.length);
        } else {
            sink.event(run.buffer, run.offset, run.length, tail);
        }
        events++;
        last.set(index, run);
    }

    private void frame(int winner, Run run, long limit, MergeSink sink) throws IOException {
        if (passes(run, limit)) {
            FrameHeader header = run.passable();
            if (header != null && sink.takes(header)) {
                long bound = Math.min(Math.min(tree.runnerUpKey(), waitingKey), limit);
                int passed = run.pass(header, sink, bound);
                if (passed > 0) {
                    wholeFrames += passed;
                    last.setFrame(run);
                }
                tree.replay(keyOf(run));
                return;
            }
        } else if (dropDuplicates && dropCopies(winner, run)) {
            return;
        }
        run.decode();
        tree.replay(keyOf(run));
    }

    /** Leaves frames of other runs out that have the same bytes as the one at the head; whether there were any. */
    private boolean dropCopies(int winner, Run run) throws IOException {
        int found = 0;
        for (int i = 0; i < runs.size(); i++) {
            Run other = runs.get(i);
            if (i != winner && other.state == Run.FRAME && other.point == run.point && run.hasSameFrame(other)) {
                other.load();
                found++;
            }
        }
        if (found > 0) {
            duplicateFrames += found;
            startTree();
        }
        return found > 0;
    }

    /** Whether the frame at the head lies after all that was given out and before all that is still to come. */
    private boolean passes(Run run, long limit) {
        long max = key(run.maxPoint);
        return max < tree.runnerUpKey()
                && max < waitingKey
                && max < limit
                && (!last.exists() || key(last.point()) < key(run.point));
    }

    /** Of heads with equal points an undecoded frame comes first: it must be opened before anything can be said. */
    private boolean isBefore(int player, int other) {
        Run a = runs.get(player);
        Run b = runs.get(other);
        if (a.state != Run.EVENT || b.state != Run.EVENT) {
            int rank = a.state == Run.FRAME ? 0 : a.state == Run.EVENT ? 1 : 2;
            int otherRank = b.state == Run.FRAME ? 0 : b.state == Run.EVENT ? 1 : 2;
            return rank != otherRank ? rank < otherRank : player < other;
        }
        int order =
                Rows.compareAtSamePoint(a.buffer, a.offset, a.length, a.tail(), b.buffer, b.offset, b.length, b.tail());
        return order != 0 ? order < 0 : player < other;
    }

    /** Frees memory; the runs belong to the caller. */
    @Override
    public void close() {
        last.close();
    }
}
