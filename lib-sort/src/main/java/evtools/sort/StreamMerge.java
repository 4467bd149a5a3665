package evtools.sort;

import evtools.format.frame.FrameFile;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader.NextFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
 * <p>Holds a frame of each stream in memory. More than {@link #FAN_IN} streams are merged in groups into temporary
 * files first, group after group, so that never more than that are open: an input is asked for when its group's turn
 * comes. Not thread-safe.
 */
public final class StreamMerge implements AutoCloseable {
    /** How many streams are merged at once. */
    public static final int FAN_IN = 256;

    private final TailPool tails = new TailPool();
    private final TempRuns temporary;
    private final @Nullable FrameIds ids;
    private final RunMerge merge;
    private final List<Run> open = new ArrayList<>();

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
     */
    public record Input(
            String name,
            FrameReader frames,
            NextFrame nextFrame,
            Closeable stream,
            @Nullable FrameFile file,
            LongConsumer readFrom) {
        /** A stream that can only be read from its beginning to its end. */
        public Input(String name, FrameReader frames, NextFrame nextFrame, Closeable stream) {
            this(name, frames, nextFrame, stream, null, offset -> {});
        }
    }

    /** A sorted stream that is opened when the output gets there. */
    public interface TimedInput {
        /** No event of it lies before this point. */
        long minPoint();

        /** Opens it; the merge will close it. */
        Input open() throws IOException;
    }

    /**
     * Makes a merge.
     *
     * @param dropDuplicates whether equal events and copies of frames are left out
     * @param temporaryDirectory where groups are merged when there are more than {@link #FAN_IN} inputs
     */
    public StreamMerge(boolean dropDuplicates, Path temporaryDirectory) {
        this.temporary = new TempRuns(temporaryDirectory, tails);
        this.ids = dropDuplicates ? new FrameIds() : null;
        this.merge = new RunMerge(dropDuplicates);
    }

    /**
     * Merges all inputs.
     *
     * @return the number of everything that passed
     * @throws UnsortedInputException when an input isn't sorted
     * @throws IOException from an input, the sink or a temporary file
     */
    public MergeCounts drain(Inputs inputs, MergeSink sink) throws IOException {
        for (Run run : openOrMergeInGroups(inputs)) {
            run.load();
            merge.add(run);
        }
        merge.drain(sink);
        return counts();
    }

    private MergeCounts counts() {
        return new MergeCounts(
                merge.events(),
                merge.wholeFrames(),
                merge.duplicates(),
                merge.duplicateFrames() + (ids == null ? 0 : ids.copies()),
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
            waiting.add(new WaitingStream(input));
        }
        waiting.sort(Comparator.comparingLong(stream -> RunMerge.key(stream.minPoint())));
        merge.addWaiting(waiting);
        merge.drain(sink);
        return counts();
    }

    private final class WaitingStream implements RunMerge.Waiting {
        private final TimedInput input;

        WaitingStream(TimedInput input) {
            this.input = input;
        }

        @Override
        public long minPoint() {
            return input.minPoint();
        }

        @Override
        public Run open() throws IOException {
            closeEnded();
            Run run = StreamMerge.this.open(input.open());
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
        Run run = new StreamRun(input, ids, tails);
        open.add(run);
        return run;
    }

    private List<Run> openOrMergeInGroups(Inputs inputs) throws IOException {
        List<Run> merged = new ArrayList<>();
        List<Run> group = new ArrayList<>();
        Input input;
        while ((input = inputs.next()) != null) {
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
        Run merged = temporary.write(sink -> {
            for (Run run : group) {
                run.load();
                merge.add(run);
            }
            merge.drain(sink);
        });
        merge.restart();
        for (Run run : group) {
            run.close();
        }
        open.removeAll(group);
        open.add(merged);
        return merged;
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
        if (failure != null) {
            throw failure;
        }
    }
}
