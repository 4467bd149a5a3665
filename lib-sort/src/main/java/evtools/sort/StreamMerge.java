package evtools.sort;

import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * files first, group after group, so that never more than that are open: streams are opened when their group's turn
 * comes. Not thread-safe.
 */
public final class StreamMerge implements AutoCloseable {
    /** How many streams are merged at once. */
    public static final int FAN_IN = 256;

    private final TempRuns temporary;
    private final @Nullable FrameIds ids;
    private final RunMerge merge;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();

    /** Opens an input when it is its turn. */
    @FunctionalInterface
    public interface Opener {
        /** The stream, to be closed by the merge. */
        InputStream open() throws IOException;
    }

    private record Input(String name, Opener opener, DamageListener damage) {}

    /**
     * Makes a merge without inputs.
     *
     * @param dropDuplicates whether equal events and copies of frames are left out
     * @param temporaryDirectory where groups are merged when there are more than {@link #FAN_IN} inputs
     */
    public StreamMerge(boolean dropDuplicates, Path temporaryDirectory) {
        this.temporary = new TempRuns(temporaryDirectory);
        this.ids = dropDuplicates ? new FrameIds() : null;
        this.merge = new RunMerge(dropDuplicates);
    }

    /**
     * Adds a stream.
     *
     * @param name what errors call it
     * @param damage is told of damaged frames, which are skipped
     */
    public void add(String name, Opener opener, DamageListener damage) {
        inputs.add(new Input(name, opener, damage));
    }

    /**
     * Merges all inputs.
     *
     * @return the number of everything that passed
     * @throws UnsortedInputException when an input isn't sorted
     * @throws IOException from an input, the sink or a temporary file
     */
    public MergeCounts drain(MergeSink sink) throws IOException {
        List<Run> runs = openOrMergeInGroups();
        for (Run run : runs) {
            run.load();
            merge.add(run);
        }
        merge.drain(sink);
        return new MergeCounts(
                merge.events(),
                merge.wholeFrames(),
                merge.duplicates(),
                ids == null ? 0 : ids.copies(),
                ids == null ? 0 : ids.conflicts());
    }

    private List<Run> openOrMergeInGroups() throws IOException {
        List<Run> runs = new ArrayList<>();
        if (inputs.size() <= FAN_IN) {
            for (Input input : inputs) {
                runs.add(open(input));
            }
            return runs;
        }
        for (int from = 0; from < inputs.size(); from += FAN_IN) {
            List<Run> group = new ArrayList<>();
            for (Input input : inputs.subList(from, Math.min(inputs.size(), from + FAN_IN))) {
                group.add(open(input));
            }
            runs.add(mergeGroup(group));
        }
        while (runs.size() > FAN_IN) {
            List<Run> group = new ArrayList<>(runs.subList(0, FAN_IN));
            runs.subList(0, FAN_IN).clear();
            runs.add(mergeGroup(group));
        }
        return runs;
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
            open.remove(run);
        }
        open.add(merged);
        return merged;
    }

    private Run open(Input input) throws IOException {
        InputStream stream = input.opener().open();
        Run run = new StreamRun(input.name(), new FrameReader(stream, input.damage()), stream, ids);
        open.add(run);
        return run;
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
