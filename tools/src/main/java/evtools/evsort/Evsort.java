package evtools.evsort;

import evtools.cli.ByteSize;
import evtools.cli.Duration;
import evtools.cli.Examples;
import evtools.cli.Progress;
import evtools.cli.ProgressOptions;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.evsort.store.StoreMode;
import evtools.evsort.store.StoreOptions;
import evtools.format.Point;
import evtools.pipe.EventInputs;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import evtools.pipe.SortedOutput;
import evtools.pipe.TemporaryDirectory;
import evtools.sort.EventSorter;
import evtools.sort.FramesInOrder;
import evtools.sort.HoldDownOptions;
import evtools.sort.MergeSink;
import evtools.sort.SorterOptions;
import evtools.sort.SorterStats;
import evtools.sort.TemporaryFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sorts streams: the whole input at its end, or slice by slice as they become due. */
@Command(
        name = "evsort",
        header = "sort events by time",
        description = {
            "Equal times are ordered by the events' bytes, so the output is the same for any "
                    + "order of the input; events that are the same in all bytes are given out once.",
            "Without --hold-down the whole input is sorted at its end. With it, events are given out in slices of "
                    + "time (--batch), each when the hold-down has passed after its end. What comes later than that is "
                    + "late: it is given out all the same, in frames flagged as late, or as --late says. At the end of "
                    + "the input, and on SIGTERM, everything held is given out.",
            "When time has passed is told by the frames that say when they were built, so that recorded streams give "
                    + "what they gave when they came; else by the events' own times, but never later than it is. A time "
                    + "more than an hour ahead of the others counts only when many in a row agree. While the input "
                    + "pauses, time runs on, so that a source that is silent holds nothing up. Events more than an hour "
                    + "ahead are waited for an hour longer than others; then they come out in frames flagged as late.",
            "Positions in the input (evtail --state) come out when all events before them have: in evtail --state S | "
                    + "evsort --hold-down 15m | evsend --state S nothing is lost whichever process is killed. What was "
                    + "held then is read again, and what has come out already comes again, in the same bytes: events "
                    + "that are equal are one to whoever sorts, fetches or archives them. An input without positions "
                    + "needs --spool for that: what evsort has written there survives its end by kill -9. Only what it "
                    + "was just reading, and what a crash of the whole machine takes from files that nobody forced to "
                    + "disk, can be lost.",
            "With --store it takes the buckets of a server's store that are due, and with --archive makes each a "
                    + "segment of an archive: for cron on a lone server (with several, evport collects from all). It "
                    + "may be run again and again, several times at once, while the server runs, and killed at any "
                    + "time: each event is archived once. Nothing in the store is changed."
        })
@Examples({
    "evsort app.ev > sorted.ev  # sort a file",
    "evtail a.log b.log c.log | evsort -O raw  # lines of several logs, in order",
    "evtail -F /var/log/*.log | evsort --hold-down 15m -O raw  # all the time, in order but for what is later",
    "evtail -F --state s app.log | evsort --hold-down 15m | evsend --state s --to a:7600  # sorted to servers, safely",
    "evsort --stats --memory 256M big.ev > sorted.ev  # how far out of order it was",
    "evsort --store /var/lib/evrecv --archive /archive --hold-down 15m  # what a lone server's cron does",
    "evsort --archive /archive --compact --level 19  # once a day: addenda folded in, and smaller"
})
@SeeAlso({"evmerge(1)", "evtail(1)", "evport(1)"})
public final class Evsort implements Tool {
    private static final long MIN_SLICE_SECONDS = 10;
    private static final long MAX_SLICE_SECONDS = 1_024;
    private static final long MAX_HOLD_DOWN_SECONDS = 48 * 3600;
    private static final String JSON = "json";
    private static final ByteSize DEFAULT_MEMORY = ByteSize.ofMebibytes(1024);

    @Mixin
    private final EventOutputOptions output = new EventOutputOptions();

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Option(
            names = "--hold-down",
            paramLabel = "DURATION",
            description = "Give a slice out when this time has passed after its end, 0s to 48h. Default: give "
                    + "everything out at the end of the input.")
    private @Nullable Duration holdDown;

    @Option(
            names = "--batch",
            paramLabel = "DURATION",
            description = "Width of a slice, 10s to 1024s. Default: ${DEFAULT-VALUE}.")
    private Duration batch = Duration.ofSeconds(MIN_SLICE_SECONDS);

    @Option(
            names = "--late",
            paramLabel = "WHAT",
            description = "What to do with late events: emit them in frames flagged as late, append them to another "
                    + "file (side:FILE), or fail at the first one. Default: ${DEFAULT-VALUE}.")
    private String late = LateEvents.EMIT;

    @Option(names = "--no-dedup", description = "Keep duplicates.")
    private boolean keepDuplicates;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Memory for events; what doesn't fit goes to temporary files, each event once or twice. When "
                    + "whole inputs are sorted the process takes up to 128M more. Default: 1G, or half of what Java "
                    + "may use if that is less.")
    private @Nullable ByteSize memory;

    @Option(names = "--tmp", paramLabel = "DIR", description = "Where temporary files go. Default: $TMPDIR or /tmp.")
    private @Nullable Path temporaryDirectory;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "With --hold-down: write what is taken from the input to DIR too, until it is given out. After "
                            + "a crash the next evsort with the same DIR gives out what is there; it may give out again what the "
                            + "crashed one gave out last.")
    private @Nullable Path spool;

    @Option(
            names = "--stats",
            arity = "0..1",
            fallbackValue = "text",
            paramLabel = "FORMAT",
            description = "Print counters on standard error at the end: order, delays, what was held, as text or json.")
    private @Nullable String stats;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Event streams; - is standard input, a directory stands for the streams in it. Default: -.")
    private List<String> files = new ArrayList<>();

    @Override
    public int run(Stdio io) throws IOException {
        checkOptions();
        store.check();
        if (store.isGiven()) {
            return sortStore(io);
        }
        Path directory = temporaryDirectory(io);
        EventInputs inputs = new EventInputs(io, files);
        try (EventOutput out = output.open(io, inputs);
                Progress shown = Progress.start(io, progress, -1)) {
            Duration hold = holdDown;
            if (hold == null) {
                sortWhole(io, wholeOptions(directory), inputs, out, shown);
            } else {
                sortStream(io, streamOptions(hold, directory), inputs, out, shown);
            }
        } catch (TemporaryFileException e) {
            throw new UserError(String.valueOf(e.getMessage()), e)
                    .withHint("--tmp names another directory, --memory allows more of it");
        }
        return inputs.exitCode();
    }

    private Path temporaryDirectory(Stdio io) {
        Path directory = TemporaryDirectory.of(io, temporaryDirectory);
        if (!Files.isDirectory(directory)) {
            throw UserError.in(directory.toString(), "no directory for temporary files");
        }
        return directory;
    }

    private int sortStore(Stdio io) throws IOException {
        if (!files.isEmpty() || keepDuplicates || !late.equals(LateEvents.EMIT)) {
            throw UserError.usage("FILE, --no-dedup and --late don't go with --store and --archive");
        }
        if (store.isArchiving() && output.isGiven()) {
            throw UserError.usage("-o, -O and --tz don't go with --archive: nothing is written to standard output");
        }
        if (spool != null || JSON.equals(stats)) {
            throw UserError.usage("--spool and --stats=json don't go with --store and --archive");
        }
        SorterOptions options = wholeOptions(temporaryDirectory(io));
        long holdDownSeconds = holdDown == null ? StoreMode.HOLD_DOWN_SECONDS : holdDown.seconds();
        StoreMode.Settings settings = new StoreMode.Settings(
                holdDownSeconds, options.memoryBytes(), options.temporaryDirectory(), output.level(), stats != null);
        try {
            return new StoreMode(io, store, settings).run(() -> output.open(io, List.of()));
        } catch (TemporaryFileException e) {
            throw new UserError(String.valueOf(e.getMessage()), e)
                    .withHint("--tmp names another directory, --memory allows more of it");
        }
    }

    private void sortWhole(Stdio io, SorterOptions options, EventInputs inputs, EventOutput out, Progress shown)
            throws IOException {
        MergeSink sorted = new SortedOutput(out, !keepDuplicates, false);
        long memoryBytes = options.memoryBytes();
        // How far out of order events came is only known when they are read as they came.
        FramesInOrder frames =
                stats != null ? null : new FramesInOrder(memoryBytes / 8 / FramesInOrder.ENTRY_BYTES, !keepDuplicates);
        try (frames;
                EventSorter sorter = new EventSorter(
                        memoryBytes, options.temporaryDirectory(), !keepDuplicates, stats != null, sorted)) {
            WholeSort sort = new WholeSort(inputs, sorter, shown, frames);
            sort.run();
            printStats(io, sorter.stats(), sort.otherFrames());
        }
    }

    private void sortStream(Stdio io, HoldDownOptions options, EventInputs inputs, EventOutput out, Progress shown)
            throws IOException {
        try (LateEvents lateEvents = LateEvents.of(late, out, !keepDuplicates, files);
                HoldDownSpool opened = spool == null ? null : HoldDownSpool.open(spool, options.holdDownTicks());
                HoldDown streaming = new HoldDown(io, options, inputs, out, lateEvents, shown, opened)) {
            streaming.run();
            printStats(io, streaming.stats(), streaming.otherFrames());
        }
    }

    private void printStats(Stdio io, SorterStats counted, long otherFrames) throws IOException {
        if (stats != null) {
            StatsText text = new StatsText(counted, otherFrames, holdDown != null);
            io.err().write((stats.equals(JSON) ? text.json() : text.lines()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void checkOptions() {
        Duration hold = holdDown;
        if (hold != null && hold.seconds() > MAX_HOLD_DOWN_SECONDS) {
            throw UserError.usage("--hold-down: expected 0s to 48h, not " + hold);
        }
        if (batch.seconds() < MIN_SLICE_SECONDS || batch.compareTo(Duration.ofSeconds(MAX_SLICE_SECONDS)) > 0) {
            throw UserError.usage("--batch: expected 10s to 1024s, not " + batch);
        }
        if (hold == null && spool != null) {
            throw UserError.usage("--spool is for --hold-down");
        }
        if (hold == null && !late.equals(LateEvents.EMIT)) {
            throw UserError.usage("--late is for --hold-down: without it nothing is late");
        }
        if (stats != null && !stats.equals("text") && !stats.equals(JSON)) {
            throw UserError.usage("--stats: expected text or json, not '" + stats + "'");
        }
    }

    private SorterOptions wholeOptions(Path directory) {
        return new SorterOptions(
                SorterOptions.WHEN_INPUT_ENDS,
                Point.fromEpochNanos(batch.nanos()),
                memoryBytes(),
                directory,
                !keepDuplicates);
    }

    private HoldDownOptions streamOptions(Duration hold, Path directory) {
        return new HoldDownOptions(
                Point.fromEpochNanos(hold.nanos()),
                Point.fromEpochNanos(batch.nanos()),
                memoryBytes(),
                directory,
                !keepDuplicates,
                stats != null);
    }

    private long memoryBytes() {
        long heap = Runtime.getRuntime().maxMemory();
        ByteSize given = memory;
        if (given == null) {
            return Math.min(DEFAULT_MEMORY.bytes(), heap / 2);
        }
        if (given.bytes() < SorterOptions.MIN_MEMORY_BYTES) {
            throw UserError.usage(
                    "--memory: expected at least " + new ByteSize(SorterOptions.MIN_MEMORY_BYTES) + ", not " + given);
        }
        if (given.bytes() > heap / 4 * 3) {
            throw new UserError("--memory: " + given + " is more than three quarters of the " + (heap >> 20)
                            + "M that Java may use")
                    .withHint(
                            "give Java more: EVTOOLS_JAVA_OPTS=-Xmx" + ((given.bytes() / 3 * 4) >> 20) + "m evsort …");
        }
        return given.bytes();
    }
}
