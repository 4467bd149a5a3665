package evtools.evgen;

import evtools.cli.ByteSize;
import evtools.cli.Duration;
import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.FailureText;
import evtools.cli.OutputFormat;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.TimePoint;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.format.Point;
import evtools.pipe.EventOutputOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes load and test data from real samples. */
@Command(
        name = "evgen",
        header = "make load and test data from samples of logs",
        description = {
            "Writes logs that look like the samples: their lines in stretches, shuffled, with times, hosts, numbers, ids "
                    + "and addresses drawn anew, so that they repeat and compress as the samples do. The same samples, "
                    + "options and seed give the same bytes. Without --lines, --bytes or --duration it doesn't end.",
            "Each host writes like one of the samples; there are at least as many as samples. --rate says how close "
                    + "events lie in event time; they are written as fast as they can be, unless --pace is given."
        },
        exitCodeList = {"0:Done.", "2:A usage error or a failure."})
@Examples({
    "evgen --rate 1000 --hosts 20 --bytes 1G -O raw --from samples/*.log > load.log  # 1 GB of lines",
    "evgen --lines 100000 --from app.log | evsend --to a:7600  # events, at the pace of the sample",
    "evgen --rate 500 --pace --from app.log | evsend --to a:7600  # 500 events a second, from now on"
})
@SeeAlso({"evtail(1)", "evsend(1)"})
public final class Evgen implements Tool {
    private static final int MAX_HOSTS = 100_000;
    /** Where event time starts without --start and --pace: 2026-01-01T00:00:00Z. */
    private static final long DEFAULT_START = Point.fromEpochSeconds(1_767_225_600L);

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "A sample log, plain text; may be given several times.")
    private List<String> samples = new ArrayList<>();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "N events a second of event time, of all hosts together; also N/s, N/min, N/h. Default: each "
                    + "host keeps the pace of its sample.")
    private @Nullable String rate;

    @Option(names = "--hosts", paramLabel = "N", description = "So many hosts write.")
    private int hosts = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed gives other data.")
    private long seed = 1;

    @Option(names = "--lines", paramLabel = "N", description = "Stop after N lines.")
    private long lines = Long.MAX_VALUE;

    @Option(names = "--bytes", paramLabel = "SIZE", description = "Stop before SIZE bytes of lines are exceeded.")
    private @Nullable ByteSize bytes;

    @Option(names = "--duration", paramLabel = "DURATION", description = "Stop after so much event time.")
    private @Nullable Duration duration;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "Event time of the first line. Default: 2026-01-01, with --pace now.")
    private @Nullable TimePoint start;

    @Option(names = "--pace", description = "Write each line when its event time has come.")
    private boolean pace;

    @Option(
            names = {"-O", "--output-format"},
            paramLabel = "FORMAT",
            description =
                    "Write raw (lines), ev (event frames), text, json or logfmt. Default: ev into a pipe or file, "
                            + "text on a terminal.")
    private @Nullable OutputFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to FILE instead of standard output.")
    private @Nullable String file;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "More samples, as in --from *.log.")
    private List<String> moreSamples = new ArrayList<>();

    @Override
    public int run(Stdio io) throws IOException {
        List<String> files = new ArrayList<>(samples);
        files.addAll(moreSamples);
        check(files);
        long now = io.clock().epochNanos();
        TimePoint begin = start;
        long startPoint = begin != null ? begin.resolve(now) : pace ? Point.fromEpochNanos(now) : DEFAULT_START;
        long reference = Point.epochSeconds(startPoint);
        List<Sample> read = new ArrayList<>();
        for (String name : files) {
            read.add(SampleReader.read(name, reference));
        }
        Generator generator = Generator.of(read, hosts, seed, startPoint, linesPerSecond());
        long endPoint = duration == null ? Long.MAX_VALUE : startPoint + duration.nanos() / Point.NANOS_PER_TICK;
        Limits limits = new Limits(lines, bytes == null ? Long.MAX_VALUE : bytes.bytes(), endPoint);
        Pacer pacer = pace ? new Pacer(io.clock()) : null;
        OutputFormat chosen = chosenFormat(io);
        String target = file;
        OutputStream out = target == null ? io.out() : open(target);
        try (LineSink sink = sink(io, out, chosen, read, generator, reference)) {
            limits.run(generator, sink, pacer);
        } finally {
            if (target != null) {
                out.close();
            }
        }
        return ExitCode.OK;
    }

    private void check(List<String> files) {
        if (files.isEmpty()) {
            throw UserError.usage("no sample is given").withHint("--from FILE names one; any log will do");
        }
        if (hosts < 1 || hosts > MAX_HOSTS) {
            throw UserError.usage("--hosts: expected 1 to " + MAX_HOSTS + ", found " + hosts);
        }
        if (lines < 0) {
            throw UserError.usage("--lines: not a number of lines: " + lines);
        }
    }

    private double linesPerSecond() {
        String text = rate;
        if (text == null) {
            return 0;
        }
        int slash = text.indexOf('/');
        String unit = slash < 0 ? "s" : text.substring(slash + 1);
        double seconds = switch (unit) {
            case "s" -> 1;
            case "min", "m" -> 60;
            case "h" -> 3600;
            default -> throw UserError.usage("--rate: expected N, N/s, N/min or N/h, found " + text);
        };
        try {
            double number = Double.parseDouble(slash < 0 ? text : text.substring(0, slash));
            if (number > 0 && number <= 1e9) {
                return number / seconds;
            }
        } catch (NumberFormatException e) {
            throw UserError.usage("--rate: not a number: " + text);
        }
        throw UserError.usage("--rate: expected more than 0 and at most 1e9, found " + text);
    }

    private OutputFormat chosenFormat(Stdio io) {
        if (format != null) {
            return format;
        }
        return file == null && io.isTerminal(1) ? OutputFormat.TEXT : OutputFormat.EV;
    }

    private LineSink sink(
            Stdio io, OutputStream out, OutputFormat chosen, List<Sample> read, Generator generator, long reference) {
        if (chosen == OutputFormat.RAW) {
            return new RawSink(out);
        }
        for (Sample sample : read) {
            sample.lines().forEach(line -> {
                if (!LineEvents.fits(line.text().length)) {
                    throw UserError.in(sample.name(), "has a line of " + line.text().length + " bytes")
                            .withHint("long lines become events through evtail: evgen -O raw … | evtail");
                }
            });
        }
        boolean terminal = file == null && io.isTerminal(1);
        return new EventSink(EventOutputOptions.open(out, false, chosen, null, terminal), generator, reference);
    }

    private static OutputStream open(String name) {
        try {
            return Files.newOutputStream(Path.of(name));
        } catch (IOException e) {
            throw UserError.in(name, "can't be written: " + FailureText.reason(e));
        }
    }
}
