package evtools.evsend;

import evtools.cli.ByteSize;
import evtools.cli.Diagnostics;
import evtools.cli.Duration;
import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.HostPort;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.TimePoint;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.cli.Version;
import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.frame.EnvironmentTag;
import evtools.format.frame.FrameLimits;
import evtools.membership.Members;
import evtools.membership.MembershipWatch;
import evtools.metrics.MetricsListener;
import evtools.metrics.MetricsServer;
import evtools.metrics.ProcessMetrics;
import evtools.pipe.Durability;
import evtools.pipe.EventInputs;
import evtools.store.MeasuredDisk;
import evtools.store.Spool;
import evtools.store.SystemDisk;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.KeyOption;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import evtools.transport.TcpNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends events to servers. */
@Command(
        name = "evsend",
        header = "send events to servers until enough of them hold each",
        description = "Events go to evrecv servers in sorted, compressed frames, through a spool on "
                + "disk that keeps each frame until enough servers have it on disk. Ends when every frame is "
                + "acknowledged; while no server can be reached it spools and waits.",
        exitCodeList = {
            "0:Every frame is acknowledged.",
            "2:A usage error or a failure.",
            "3:Finished, but some input was damaged and reported.",
            "75:Ended before every frame was acknowledged; the rest waits in the spool."
        })
@Examples({
    "evtail -F --state s /var/log/syslog | evsend --to a:7600,b:7600,c:7600 --state s  # keep sending a log",
    "evsend --to 127.0.0.1:7600 --durability fast app.ev  # one server, one copy",
    "evsend --to a:7600,b:7600,c:7600 --copies 3 --acks 3 app.ev  # wait for three servers"
})
@SeeAlso({"evtail(1)", "evrecv(1)", "evfetch(1)"})
public final class Evsend implements Tool {
    private static final int USUAL_COPIES = 3;
    private static final int USUAL_ACKS = 2;
    private static final int SMALLEST_BATCH_BYTES = EventFormat.LENGTH_BYTES + EventFormat.MAX_EVENT_BYTES;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT|@FILE",
            split = ",",
            required = true,
            description =
                    "The servers: HOST:PORT[@ZONE][#KEY], a name standing for each of its addresses, and @FILE for "
                            + "one a line in a file, read again when it changes and on SIGHUP. Each frame goes to a random one "
                            + "that works, which passes it on.")
    private List<String> servers = new ArrayList<>();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Option(
            names = "--environment",
            paramLabel = "E",
            description = "Name of the cluster; servers of other environments refuse. Default: ${DEFAULT-VALUE}.")
    private String environment = "default";

    @Option(
            names = "--bucket-width",
            paramLabel = "DURATION",
            description = "Width of the servers' time buckets. Default: ${DEFAULT-VALUE}.")
    private Duration bucketWidth = Duration.ofSeconds(1024);

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "Where frames wait. Frames that an earlier evsend left there are sent too. Default: the first "
                            + "directory not in use of $XDG_STATE_HOME/evtools/spool/E-WIDTH.N (~/.local/state/…).")
    private @Nullable Path spoolDirectory;

    @Option(
            names = "--spool-max",
            paramLabel = "SIZE",
            description = "How much may wait in the spool. Default: ${DEFAULT-VALUE}.")
    private ByteSize spoolMax = ByteSize.ofMebibytes(10 << 10);

    @Option(
            names = "--spool-keep",
            paramLabel = "SIZE",
            description = "How much of what every copy is confirmed of stays in the spool until it is confirmed once "
                    + "more after its time bucket's end; 0: nothing. It gives way when room is needed and at the end "
                    + "of input. Default: a tenth of --spool-max.")
    private @Nullable ByteSize spoolKeep;

    @Option(
            names = "--spool-age",
            paramLabel = "DURATION",
            description = "What is older and still lacks confirmed copies is sent once more and then dropped (counted "
                    + "and reported); 0s: never. Default: ${DEFAULT-VALUE}.")
    private Duration spoolAge = Duration.ofSeconds(0);

    @Option(
            names = "--when-full",
            paramLabel = "WHAT",
            description =
                    "What to do when the spool is full: block (stop reading), drop-oldest or drop-newest (counted "
                            + "and reported). Default: ${DEFAULT-VALUE}.")
    private String whenFull = "block";

    @Option(
            names = "--batch",
            paramLabel = "DURATION",
            description = "Collect events for at most this long before they become frames. Default: ${DEFAULT-VALUE}.")
    private Duration batchTime = Duration.ofSeconds(10);

    @Option(
            names = "--batch-bytes",
            paramLabel = "SIZE",
            description = "Collect at most this much, 65k to 8M. Default: ${DEFAULT-VALUE}.")
    private ByteSize batchBytes = ByteSize.ofMebibytes(4);

    @Option(
            names = "--durability",
            paramLabel = "CLASS",
            description =
                    "For events that state no class (evtail --durability): fast (1 copy, 1 ack), normal (3, 2), safe (3, 3, "
                            + "each server fsyncs first), or numbers such as c3a2 (s at the end: fsync). Default: normal.")
    private @Nullable String durability;

    @Option(
            names = "--copies",
            paramLabel = "N",
            description = "How many servers shall hold each frame, on disk, before the spool forgets it.")
    private @Nullable Integer copies;

    @Option(
            names = "--acks",
            paramLabel = "N",
            description = "How many servers must have a frame before it counts as acknowledged.")
    private @Nullable Integer acks;

    @Option(
            names = "--state",
            paramLabel = "S",
            description = "Keep the positions of the input's sources in this file, committed together with the events: "
                    + "the same file as evtail's --state.")
    private @Nullable Path state;

    @Option(
            names = "--earliest",
            paramLabel = "TIME",
            description = "Events before this time, or more than --max-ahead after now, keep their time but lie in the "
                    + "bucket of now. Default: 1990.")
    private @Nullable TimePoint earliest;

    @Option(names = "--max-ahead", paramLabel = "DURATION", description = "See --earliest. Default: ${DEFAULT-VALUE}.")
    private Duration maxAhead = Duration.ofSeconds(48 * 3_600);

    @Option(
            names = "--linger",
            paramLabel = "DURATION",
            description = "At the end, wait this long for servers to confirm that every copy is on disk; what is not "
                    + "confirmed then stays in the spool for the next evsend. Default: ${DEFAULT-VALUE}.")
    private Duration linger = Duration.ofSeconds(5);

    @Option(
            names = "--metrics",
            paramLabel = "ADDR:PORT",
            description = "Answer http://ADDR:PORT/metrics (for Prometheus) and /health. Whoever reaches the address "
                    + "can read them; :PORT alone is loopback. Port 0: any free port, named on standard error.")
    private @Nullable HostPort metrics;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Event streams; - is standard input, a directory stands for the streams in it. Default: -.")
    private List<String> files = new ArrayList<>();

    @Override
    public int run(Stdio io) throws Exception {
        ServerList list = ServerList.parse("--to", servers);
        Connector connector = key.connector("--to", list.readAll("--to"), io.clock()::monotonicNanos);
        Durability usual = usualDurability();
        WhenFull full = WhenFull.parse(whenFull);
        int width = widthSeconds();
        if (batchBytes.bytes() < SMALLEST_BATCH_BYTES || batchBytes.bytes() > FrameLimits.MAX_ROW_RAW_BYTES) {
            throw UserError.usage("--batch-bytes: from " + SMALLEST_BATCH_BYTES + " to 8M, not " + batchBytes);
        }
        if (state != null) {
            requireDirectory(state);
        }
        Diagnostics diagnostics = io.diagnostics();
        SecureRandom random = new SecureRandom();
        long tag = EnvironmentTag.of(environment);
        SpoolReports reports = new SpoolReports(diagnostics);
        MeasuredDisk disk = new MeasuredDisk(new SystemDisk(), io.clock()::monotonicNanos);
        Spool spool = new SpoolDirectories(io, disk, environment, width, random, reports).open(spoolDirectory);
        SenderCounters counters = new SenderCounters(spool, io.clock());
        Hello hello = Hello.of(Role.SENDER, width, tag, spool.origin(), environment);
        long keep = spoolKeep == null ? spoolMax.bytes() / 10 : spoolKeep.bytes();
        Shipper shipper = new Shipper(
                spool,
                new SpoolKeeping(keep, spoolAge.nanos(), io.clock()::epochNanos),
                List.of(),
                hello,
                new TcpNetwork(io.clock()::monotonicNanos, connector, new SplittableRandom(random.nextLong())),
                io.clock()::monotonicNanos,
                new SplittableRandom(random.nextLong()),
                counters,
                diagnostics);
        Outbox outbox = new Outbox(spool, shipper, spoolMax.bytes(), full, diagnostics);
        long now = io.clock().epochNanos();
        TimePoint first = earliest == null ? TimePoint.parse("1990") : earliest;
        BucketRule rule = new BucketRule(width, first.resolve(now), maxAhead.nanos() / Point.NANOS_PER_TICK);
        int maxFrameBytes = batchBytes.toIntExact();
        EventInputs inputs = new EventInputs(io, files);
        try (FrameBuilder builder = new FrameBuilder(rule, maxFrameBytes, tag, spool.origin(), outbox)) {
            Batch batch = new Batch(maxFrameBytes, usual, builder, io.clock()::epochNanos);
            Intake intake = new Intake(inputs, batch, spool, state, batchTime.nanos(), io.clock()::monotonicNanos);
            recoverPositions(intake);
            Delivery delivery = new Delivery(intake, shipper, outbox, spool, linger.nanos(), io.clock(), diagnostics);
            int code;
            SenderMetrics watched =
                    new SenderMetrics(intake, shipper, spool, spoolMax.bytes(), disk, counters, connector.counters());
            try (MembershipWatch watch = MembershipWatch.open("--to", list, "servers", members(shipper), io);
                    MetricsServer _ = watched(io, watched)) {
                io.signals().onTerminate(delivery::terminate);
                watch.start();
                code = delivery.run();
            }
            if (batch.unknownClasses() > 0) {
                diagnostics.warning(
                        "some events state a durability class that is none; --durability was taken for them");
            }
            if (code != ExitCode.OK) {
                return code;
            }
            int inputCode = inputs.exitCode();
            return inputCode == ExitCode.OK && reports.damaged() ? ExitCode.DAMAGED : inputCode;
        }
    }

    private static Members members(Shipper shipper) {
        return new Members() {
            @Override
            public void add(ServerAddress server, String name) {
                shipper.addServer(server, name);
            }

            @Override
            public void remove(ServerAddress server) {
                shipper.removeServer(server);
            }
        };
    }

    private @Nullable MetricsServer watched(Stdio io, SenderMetrics sender) {
        if (metrics == null) {
            return null;
        }
        ProcessMetrics process =
                new ProcessMetrics("evsend", Version.number(), io.clock().epochNanos());
        return MetricsListener.start(metrics, List.of(process, sender), sender, io.diagnostics());
    }

    /** Noticed now, not when the first events have to be committed. */
    private static void requireDirectory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new UserError("--state: " + file + ": there is no directory " + directory);
        }
    }

    private void recoverPositions(Intake intake) {
        try {
            intake.recoverPositions();
        } catch (IOException e) {
            throw new UserError("--state: " + e.getMessage(), e);
        }
    }

    private Durability usualDurability() {
        if (durability != null) {
            if (copies != null || acks != null) {
                throw UserError.usage("--durability excludes --copies and --acks");
            }
            return Durability.parse(durability);
        }
        int wantedAcks = acks == null ? USUAL_ACKS : acks;
        int wantedCopies = copies == null ? Math.max(USUAL_COPIES, wantedAcks) : copies;
        return Durability.checked(wantedCopies, acks == null ? Math.min(wantedAcks, wantedCopies) : acks, false);
    }

    private int widthSeconds() {
        long seconds = bucketWidth.seconds();
        if (bucketWidth.nanos() != seconds * 1_000_000_000L
                || seconds < FrameLimits.MIN_BUCKET_WIDTH_SECONDS
                || seconds > FrameLimits.MAX_BUCKET_WIDTH_SECONDS) {
            throw UserError.usage("--bucket-width: whole seconds from 10s to 1024s, not " + bucketWidth);
        }
        return (int) seconds;
    }
}
