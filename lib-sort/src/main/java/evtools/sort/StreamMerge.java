package evtools.sort;

import evtools.format.frame.FrameFile;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader.NextFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges sorted streams of frames.
 *
 * <pre>
 *   stream ─┐
 *   stream ─┼─► frames with a known id: out ─► merge ─► equal neighbours: out ─► sink
 *   stream ─┘
 * </pre>
 *
 * <p>Never more than {@link #FAN_IN} streams are open. Of more, files are opened when the output gets to their first
 * event, so that any number of them can follow one another; where more than that overlap, and with as many streams that
 * aren't files, they are merged into temporary files first.
 *
 * <p>Memory: a frame of each stream that is open; of frames of segments, which are large, those that don't fit into a
 * quarter of the heap lie decoded in a temporary file meanwhile. Not thread-safe.
 */
public final class StreamMerge implements AutoCloseable {
    /** How many streams are merged at once. */
    public static final int FAN_IN = 256;

    private static final int SMALL_ROWS_BYTES = 1 << 20;

    private final boolean dropDuplicates;
    private final TailPool tails = new TailPool();
    private final TempRuns temporary;
    private final RowSpill spill;
    private final @Nullable FrameIds ids;
    private final RunMerge merge;
    private final List<Run> open = new ArrayList<>();
    private final Set<Run> temporaryRuns = new HashSet<>();
    private long duplicatesOfGroups;
    private long duplicateFramesOfGroups;

    /** Gives the inputs, one after another. */
    @FunctionalInterface
    public interface Inputs {
        /** The next one, which the merge will close; null: there are no more. */
        @Nullable
        Input next() throws IOException;
    }

    /**
     * A sorted stream.
     *
     * @param name what errors call it
     * @param frames reads its frames
     * @param nextFrame moves {@code frames} on
     * @param stream what is to be closed at the end, the reader included
     * @param file the same stream, if it is a file that can be read in any order: what can, is read through this.
     *     Closed at the end
     * @param readFrom called before the reader is used at all, with the place in the file where it is to begin: what
     *     comes before isn't wanted
     * @param again opens the same stream once more, after it was closed; null: it can't be
     */
    public record Input(
            String name,
            FrameReader frames,
            NextFrame nextFrame,
            Closeable stream,
            @Nullable FrameFile file,
            LongConsumer readFrom,
            @Nullable Reopening again) {
        /** A stream that can only be read from its beginning to its end. */
        public Input(String name, FrameReader frames, NextFrame nextFrame, Closeable stream) {
            this(name, frames, nextFrame, stream, null, offset -> {}, null);
        }
    }

    /** Opens a stream once more. */
    @FunctionalInterface
    public interface Reopening {
        /** The stream from its beginning on; null: it can't be opened any more, which was reported. */
        @Nullable
        Input open() throws IOException;
    }

    /** A sorted stream that is opened when the output gets there. */
    public interface TimedInput {
        /** No event of it lies before this point. */
        long minPoint();

        /** Opens it; the merge will close it. Null: there is nothing, which was reported. */
        @Nullable
        Input open() throws IOException;
    }

    /**
     * Makes a merge.
     *
     * @param dropDuplicates whether equal events and copies of frames are left out
     * @param temporaryDirectory where groups are merged when there are more than {@link #FAN_IN} inputs
     */
    public StreamMerge(boolean dropDuplicates, Path temporaryDirectory) {
        this(
                dropDuplicates,
                temporaryDirectory,
                new RowSpill(temporaryDirectory, Runtime.getRuntime().maxMemory() / 4, SMALL_ROWS_BYTES));
    }

    /** @param spill where rows go that take too much memory; closed with the merge */
    StreamMerge(boolean dropDuplicates, Path temporaryDirectory, RowSpill spill) {
        this.dropDuplicates = dropDuplicates;
        this.temporary = new TempRuns(temporaryDirectory, tails);
        this.spill = spill;
        this.ids = dropDuplicates ? new FrameIds() : null;
        this.merge = new RunMerge(dropDuplicates);
        merge.atMost(FAN_IN, this::thinOut);
    }

    /**
     * Merges all inputs.
     *
     * @return the number of everything that passed
     * @throws UnsortedInputException when an input isn't sorted
     * @throws IOException from an input, the sink or a temporary file
     */
    public MergeCounts drain(Inputs inputs, MergeSink sink) throws IOException {
        List<WaitingStream> parked = new ArrayList<>();
        for (Run run : openOrMergeInGroups(inputs, parked)) {
            run.load();
            merge.add(run);
        }
        addWaiting(parked);
        merge.drain(sink);
        return counts();
    }

    private MergeCounts counts() {
        return new MergeCounts(
                merge.events(),
                merge.wholeFrames(),
                merge.duplicates() + duplicatesOfGroups,
                merge.duplicateFrames() + duplicateFramesOfGroups + (ids == null ? 0 : ids.copies()),
                ids == null ? 0 : ids.conflicts());
    }

    /**
     * Merges inputs of which it is known where they begin: only those that overlap are open at the same time.
     *
     * @param inputs in any order
     * @return the number of everything that passed
     * @throws UnsortedInputException when an input isn't sorted
     * @throws IOException from an input or the sink
     */
    public MergeCounts drainByTime(List<? extends TimedInput> inputs, MergeSink sink) throws IOException {
        List<WaitingStream> waiting = new ArrayList<>();
        for (TimedInput input : inputs) {
            waiting.add(new WaitingStream(input.minPoint(), input::open));
        }
        addWaiting(waiting);
        merge.drain(sink);
        return counts();
    }

    private void addWaiting(List<WaitingStream> waiting) {
        waiting.sort(Comparator.comparingLong(stream -> RunMerge.key(stream.minPoint())));
        merge.addWaiting(waiting);
    }

    private final class WaitingStream implements RunMerge.Waiting {
        private final long minPoint;
        private final Reopening stream;

        WaitingStream(long minPoint, Reopening stream) {
            this.minPoint = minPoint;
            this.stream = stream;
        }

        @Override
        public long minPoint() {
            return minPoint;
        }

        @Override
        public Run open() throws IOException {
            closeEnded();
            Input input = stream.open();
            if (input == null) {
                return new IndexRun(new byte[0], new EventIndex());
            }
            Run run = StreamMerge.this.open(input);
            run.load();
            return run;
        }
    }

    /** Lets go of what has been read to its end: there may be thousands of inputs, one after another. */
    private void closeEnded() throws IOException {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).state == Run.END) {
                open.remove(i).close();
            }
        }
    }

    private Run open(Input input) {
        Run run = new StreamRun(input, ids, tails, spill);
        open.add(run);
        return run;
    }

    /** Closes the input until the output gets to its first event; false: nobody knows when that is. */
    private boolean park(Input input, List<WaitingStream> parked) throws IOException {
        FrameFile file = input.file();
        Reopening again = input.again();
        if (file == null || again == null) {
            return false;
        }
        try {
            while (file.next()) {
                FrameHeader header = file.header();
                if (header.unreadable() == null && header.kind() == FrameKind.EVENTS && header.events() != 0) {
                    parked.add(new WaitingStream(header.minPoint(), again));
                    return true;
                }
            }
            parked.add(new WaitingStream(0, again));
            return true;
        } finally {
            file.close();
            input.stream().close();
        }
    }

    private List<Run> openOrMergeInGroups(Inputs inputs, List<WaitingStream> parked) throws IOException {
        List<Run> merged = new ArrayList<>();
        List<Run> group = new ArrayList<>();
        Input input;
        while ((input = inputs.next()) != null) {
            // Half of the places are kept for what isn't a file.
            if (group.size() >= FAN_IN / 2 && park(input, parked)) {
                continue;
            }
            if (group.size() == FAN_IN) {
                merged.add(mergeGroup(group));
                group.clear();
            }
            if (merged.size() == FAN_IN) {
                Run all = mergeGroup(merged);
                merged.clear();
                merged.add(all);
            }
            group.add(open(input));
        }
        if (!merged.isEmpty() && merged.size() + group.size() > FAN_IN) {
            merged.add(mergeGroup(group));
            group.clear();
        }
        merged.addAll(group);
        return merged;
    }

    private Run mergeGroup(List<Run> group) throws IOException {
        for (Run run : group) {
            run.load();
        }
        return mergeLoaded(group);
    }

    private Run mergeLoaded(List<Run> group) throws IOException {
        Run merged;
        try (RunMerge groupMerge = new RunMerge(dropDuplicates)) {
            merged = temporary.write(sink -> {
                for (Run run : group) {
                    groupMerge.add(run);
                }
                groupMerge.drain(sink);
            });
            duplicatesOfGroups += groupMerge.duplicates();
            duplicateFramesOfGroups += groupMerge.duplicateFrames();
        }
        for (Run run : group) {
            run.close();
        }
        open.removeAll(group);
        open.add(merged);
        temporaryRuns.removeAll(group);
        temporaryRuns.add(merged);
        return merged;
    }

    /** Merges the streams among the runs, and only when they are many the temporary files too: these were big already. */
    private List<Run> thinOut(List<Run> runs) throws IOException {
        List<Run> kept = new ArrayList<>();
        List<Run> group = new ArrayList<>();
        for (Run run : runs) {
            (temporaryRuns.contains(run) ? kept : group).add(run);
        }
        if (kept.size() > FAN_IN / 2) {
            group.addAll(kept);
            kept.clear();
        }
        Run merged = mergeLoaded(group);
        merged.load();
        kept.add(merged);
        return kept;
    }

    @Override
    public void close() throws IOException {
        merge.close();
        IOException failure = null;
        for (Run run : open) {
            try {
                run.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        spill.close();
        if (failure != null) {
            throw failure;
        }
    }
}
