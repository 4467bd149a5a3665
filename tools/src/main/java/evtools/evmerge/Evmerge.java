package evtools.evmerge;

import evtools.cli.Examples;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.fetch.ServerInputs;
import evtools.pipe.EventFilter;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import evtools.pipe.SortedOutput;
import evtools.pipe.TemporaryDirectory;
import evtools.sort.MergeCounts;
import evtools.sort.MergeSink;
import evtools.sort.StreamMerge;
import evtools.sort.UnsortedInputException;
import evtools.transport.KeyOption;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges sorted streams into one and leaves duplicates out. Frames that overlap nothing pass through undecoded. */
@Command(
        name = "evmerge",
        header = "merge sorted event streams, without duplicates",
        description = {
            "Makes one sorted stream of several and leaves duplicates out: events that are the same in all bytes, "
                    + "and copies of whole frames.",
            "Input that is not sorted is refused, with its place; evsort(1) sorts."
        })
@Examples({
    "evmerge web1.ev web2.ev > all.ev  # one sorted stream, without duplicates",
    "evmerge archive/ | evgrep -c timeout  # many files, each sorted, as one",
    "evmerge old.ev ev://srv1:7420,srv2:7420 > all.ev  # what is in a file and what servers hold",
    "evmerge --checksum a.ev b.ev > both.ev  # and print a checksum of what came out"
})
@SeeAlso({"evsort(1)", "evcat(1)", "evinfo(1)"})
public final class Evmerge implements Tool {
    private static final EventFilter EVERYTHING = new EventFilter(0, -1, List.of(), List.of(), List.of());

    @Mixin
    private final EventOutputOptions output = new EventOutputOptions();

    @Option(names = "--no-dedup", description = "Keep duplicates.")
    private boolean keepDuplicates;

    @Option(
            names = "--checksum",
            description = "Print a checksum of the events of the output on standard error, as evinfo --checksum would.")
    private boolean checksum;

    @Option(
            names = "--verify",
            description =
                    "Check all frames. Without that, what of files can be passed on undecoded isn't read, only the "
                            + "headers are: damage inside travels on with its checksum, and the next reader finds it.")
    private boolean verify;

    @Option(
            names = "--tmp",
            paramLabel = "DIR",
            description = "Where temporary files go when there are more than 256 inputs. Default: $TMPDIR or /tmp.")
    private @Nullable Path temporaryDirectory;

    @Mixin
    private final KeyOption key = new KeyOption();

    @Option(
            names = "--environment",
            paramLabel = "E",
            description = "Refuse servers of other environments. Default: any, as long as those of one FILE have the "
                    + "same.")
    private @Nullable String environment;

    @Option(names = "--stats", description = "Print counters on standard error at the end.")
    private boolean stats;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Sorted event streams; - is standard input, a directory stands for the streams in it. "
                    + "ev://HOST:PORT,HOST:PORT… stands for what these servers hold, as evfetch gives it: name all of "
                    + "one cluster. Default: -.")
    private List<String> files = new ArrayList<>();

    @Override
    public int run(Stdio io) throws IOException {
        EventInputs inputs = new EventInputs(io, files);
        ServerInputs.openIn(inputs, io, files, key, environment, EVERYTHING);
        ChecksumSink summed = null;
        MergeCounts counts;
        try (EventOutput out = output.open(io, inputs);
                StreamMerge merge = new StreamMerge(!keepDuplicates, TemporaryDirectory.of(io, temporaryDirectory))) {
            MergeSink sink = new SortedOutput(out, !keepDuplicates, false)
                    .passingFrames()
                    .passingFiles(!verify);
            if (checksum) {
                summed = new ChecksumSink(sink);
                sink = summed;
            }
            sink.begin();
            counts = merge.drain(() -> next(inputs, out), sink);
        } catch (UnsortedInputException e) {
            throw new UserError(String.valueOf(e.getMessage()), e).withHint("sort it first: evsort " + e.input());
        }
        if (counts.conflictingFrames() > 0) {
            io.diagnostics()
                    .warning(counts.conflictingFrames() + " frames with the id of another and different contents; both "
                            + "were kept");
        }
        if (stats) {
            print(io, counts);
        }
        if (summed != null) {
            io.err().write((summed.checksum() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return inputs.exitCode();
    }

    private static StreamMerge.@Nullable Input next(EventInputs inputs, EventOutput out) throws IOException {
        EventInput input = inputs.next();
        if (input == null) {
            return null;
        }
        StreamMerge.Input stream = of(inputs, input);
        if (stream.file() == null) {
            input.frames().beforeWaiting(() -> flush(out));
        }
        return stream;
    }

    private static StreamMerge.Input of(EventInputs inputs, EventInput input) throws IOException {
        File file = input.file();
        return new StreamMerge.Input(
                input.name(),
                input.frames(),
                () -> nextFrame(inputs, input),
                () -> close(input),
                input.frameFile(),
                input::beginAt,
                file == null ? null : () -> again(inputs, file));
    }

    private static StreamMerge.@Nullable Input again(EventInputs inputs, File file) throws IOException {
        EventInput input = inputs.reopen(file);
        return input == null ? null : of(inputs, input);
    }

    /** An input that can't be read further has ended; the others are merged. */
    private static boolean nextFrame(EventInputs inputs, EventInput input) {
        try {
            return input.nextFrame();
        } catch (IOException e) {
            inputs.fail(input.name(), e);
            return false;
        }
    }

    private static void flush(EventOutput out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(EventInput input) throws IOException {
        input.endReports();
        input.close();
    }

    private static void print(Stdio io, MergeCounts counts) throws IOException {
        String text = "events merged one by one  " + counts.events()
                + "\nframes passed whole       " + counts.wholeFrames()
                + "\nduplicate events left out " + counts.duplicateEvents()
                + "\nduplicate frames left out " + counts.duplicateFrames() + "\n";
        io.err().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
