package evtools.evrecv;

import evtools.cli.ByteSize;
import evtools.cli.Duration;
import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.cli.Version;
import evtools.format.frame.FrameLimits;
import evtools.membership.Members;
import evtools.membership.MembershipWatch;
import evtools.membership.SystemNames;
import evtools.metrics.MetricsListener;
import evtools.metrics.MetricsServer;
import evtools.metrics.ProcessMetrics;
import evtools.store.DirectoryStore;
import evtools.store.Disk;
import evtools.store.MeasuredDisk;
import evtools.store.StoreLimits;
import evtools.store.SystemDisk;
import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import evtools.transport.ServerSecurity;
import evtools.transport.TcpNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** Receives, keeps and passes on frames until it is told to stop. */
@Command(
        name = "evrecv",
        header = "receive events, keep them and pass them on to other servers",
        description =
                "Takes event frames from evsend, keeps them in time buckets, passes them on to other servers until "
                        + "enough of them hold each frame, and tells the sender who holds it. Serves evfetch.",
        exitCodeList = {"0:Ended by a signal.", "2:A usage error or a failure."})
@Examples({
    "evrecv --listen 127.0.0.1:7600 --store /var/lib/evtools  # a server of its own",
    "evrecv --listen 127.0.0.1:7601 --peers 127.0.0.1:7602 --store s1  # one of two"
})
@SeeAlso({"evsend(1)", "evfetch(1)", "evcat(1)"})
public final class Evrecv implements Tool {
    private static final int MOST_CONNECTIONS = 10_000;

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            required = true,
            description = "Address to listen on. Port 0: any free port, named on standard error.")
    private @Nullable HostPort listen;

    @Option(
            names = "--peers",
            paramLabel = "HOST:PORT|@FILE",
            split = ",",
            description = "The other servers: HOST:PORT[@ZONE][#KEY], a name standing for each of its addresses, and "
                    + "@FILE for one a line in a file, read again when it changes and on SIGHUP. A server finds and "
                    + "leaves out itself, so all may have the same list.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--zone",
            paramLabel = "Z",
            description = "What this server shares with others that may fail together with it: a rack, a room. Copies "
                    + "of a frame go to servers of other zones first. Other servers and senders are told.")
    private @Nullable String zone;

    @Option(
            names = "--environment",
            paramLabel = "E",
            description = "Name of the cluster; senders and servers of other environments are refused. "
                    + "Default: ${DEFAULT-VALUE}.")
    private String environment = "default";

    @Option(
            names = "--bucket-width",
            paramLabel = "DURATION",
            description = "Width of the time buckets, 10s to 1024s, the same for all of an environment. "
                    + "Default: ${DEFAULT-VALUE}.")
    private Duration bucketWidth = Duration.ofSeconds(1024);

    @Option(
            names = "--store",
            paramLabel = "DIR",
            split = ",",
            required = true,
            description = "Where frames are kept: a directory, or several (one a disk) among which they are spread.")
    private List<Path> store = new ArrayList<>();

    @Option(
            names = "--retain",
            paramLabel = "DURATION",
            description = "Delete buckets that ended longer ago than this and were not written to for as long. "
                    + "Default: keep everything.")
    private @Nullable Duration retain;

    @Option(
            names = "--repair-rate",
            paramLabel = "SIZE",
            description = "Send frames of ended buckets that too few servers hold to servers that lack them, at most "
                    + "so many bytes a second. 0: never. Default: ${DEFAULT-VALUE}.")
    private ByteSize repairRate = ByteSize.ofMebibytes(32);

    @Option(
            names = "--repair-after",
            paramLabel = "DURATION",
            description = "How long a silent server counts as still holding its frames, before they are copied to "
                    + "others. Default: ${DEFAULT-VALUE}.")
    private Duration repairAfter = Duration.ofSeconds(300);

    @Option(
            names = "--min-free",
            paramLabel = "PERCENT|SIZE",
            description =
                    "Take no more frames when a disk has less than this free: 5%, 20G. Default: ${DEFAULT-VALUE}.")
    private String minFree = "5%";

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Refuse senders and readers when there are more connections than this, and those of one "
                    + "address when half of them are its. Default: ${DEFAULT-VALUE}.")
    private int maxConnections = ServerCore.MAX_CONNECTIONS;

    @Option(
            names = "--receive-memory",
            paramLabel = "SIZE",
            description =
                    "Memory that frames are received into, of all connections together; when it is used up, senders "
                            + "are told to come again. Default: ${DEFAULT-VALUE}.")
    private ByteSize receiveMemory = ByteSize.ofMebibytes(128);

    @Mixin
    private final SecurityOptions security = new SecurityOptions();

    @Option(
            names = "--metrics",
            paramLabel = "ADDR:PORT",
            description = "Answer http://ADDR:PORT/metrics (for Prometheus) and /health. Whoever reaches the address "
                    + "can read them; :PORT alone is loopback. Port 0: any free port, named on standard error.")
    private @Nullable HostPort metrics;

    @Override
    public int run(Stdio io) throws Exception {
        HostPort address = listen;
        if (address == null) {
            throw UserError.usage("--listen is missing");
        }
        // Whoever asks for a reload must not end a server that has nothing to reload.
        io.signals().onHangup(() -> {});
        // The address to listen on may be a name, too.
        SystemNames.forgetSoon();
        ServerList list = ServerList.parse("--peers", peers);
        if (zone != null && !ServerAddress.isZone(zone)) {
            throw UserError.usage("option '--zone': " + ServerAddress.notAZone(zone));
        }
        if (maxConnections < 2 || maxConnections > MOST_CONNECTIONS) {
            throw UserError.usage("--max-connections: from 2 to " + MOST_CONNECTIONS + ", not " + maxConnections);
        }
        if (receiveMemory.bytes() < ReceiveBuffers.LEAST_BYTES) {
            throw UserError.usage(
                    "--receive-memory: at least " + ReceiveBuffers.LEAST_BYTES + ", not " + receiveMemory);
        }
        // Memory outside the heap is bounded by the heap's own bound, and connections need some, too.
        long mostBytes = Runtime.getRuntime().maxMemory() / 2;
        if (receiveMemory.bytes() > mostBytes) {
            throw UserError.usage(
                            "--receive-memory: at most half of Java's memory (" + mostBytes + "), not " + receiveMemory)
                    .withHint("give it more: EVTOOLS_JAVA_OPTS=-Xmx4g");
        }
        int widthSeconds = widthSeconds();
        requireDistinct(store);
        security.prepare(list.readAll("--peers"));
        InetSocketAddress socketAddress = socketAddress(address);
        SecureRandom random = new SecureRandom();
        ServerReports reports = new ServerReports(io.diagnostics());
        StoreLimits limits = StoreLimits.DEFAULT
                .withMinFree(minFreeFraction(), minFreeBytes())
                .withinMemory(Runtime.getRuntime().maxMemory());
        MeasuredDisk disk = new MeasuredDisk(new SystemDisk(), io.clock()::monotonicNanos);
        try (DirectoryStore frames = open(disk, widthSeconds, limits, random, reports)) {
            ServerCore core = new ServerCore(
                    frames,
                    List.of(),
                    retain == null ? 0 : retain.nanos(),
                    new HealingOptions(repairRate.bytes(), repairAfter.nanos()),
                    new TcpNetwork(
                            io.clock()::monotonicNanos,
                            security.connector(io),
                            new SplittableRandom(random.nextLong())),
                    io.clock(),
                    new SplittableRandom(random.nextLong()),
                    reports);
            ServerSecurity door = security.security(io);
            Server server = new Server(core, door, io.clock(), reports, maxConnections);
            core.setReceiveBytes(receiveMemory.bytes());
            if (zone != null) {
                core.setZone(zone);
            }
            try (MembershipWatch watch = MembershipWatch.open("--peers", list, "peers", members(core), io)) {
                io.signals().onTerminate(server::stop);
                io.signals().onHangup(() -> {
                    watch.reread();
                    door.reload();
                });
                server.listen(socketAddress);
                watch.start();
                try (MetricsServer _ =
                        watch(io, new ServerMetrics(core, frames, disk, reports.counters(), security.counters()))) {
                    return server.run() ? ExitCode.OK : ExitCode.FAILURE;
                }
            }
        }
    }

    private @Nullable MetricsServer watch(Stdio io, ServerMetrics server) {
        if (metrics == null) {
            return null;
        }
        ProcessMetrics process =
                new ProcessMetrics("evrecv", Version.number(), io.clock().epochNanos());
        return MetricsListener.start(metrics, List.of(process, server), server, io.diagnostics());
    }

    private static Members members(ServerCore core) {
        return new Members() {
            @Override
            public void add(ServerAddress server, String name) {
                core.addPeer(server, name);
            }

            @Override
            public void remove(ServerAddress server) {
                core.removePeer(server);
            }
        };
    }

    private static void requireDistinct(List<Path> directories) throws IOException {
        List<Path> seen = new ArrayList<>();
        for (Path directory : directories) {
            Path place = Files.exists(directory)
                    ? directory.toRealPath()
                    : directory.toAbsolutePath().normalize();
            if (seen.contains(place)) {
                throw UserError.usage("--store: " + directory + " is named twice");
            }
            seen.add(place);
        }
    }

    private DirectoryStore open(
            Disk disk, int widthSeconds, StoreLimits limits, SecureRandom random, ServerReports reports) {
        try {
            return DirectoryStore.open(disk, store, environment, widthSeconds, limits, random, reports);
        } catch (IOException e) {
            throw new UserError("--store: " + FailureText.of(e), e);
        }
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

    private double minFreeFraction() {
        if (!minFree.endsWith("%")) {
            return 0;
        }
        try {
            double percent = Double.parseDouble(minFree.substring(0, minFree.length() - 1));
            if (percent >= 0 && percent < 100) {
                return percent / 100;
            }
        } catch (NumberFormatException e) {
            throw UserError.usage("--min-free: neither a percentage nor a size: " + minFree);
        }
        throw UserError.usage("--min-free: not from 0% to 100%: " + minFree);
    }

    private long minFreeBytes() {
        return minFree.endsWith("%") ? 0 : ByteSize.parse(minFree).bytes();
    }

    private InetSocketAddress socketAddress(HostPort address) {
        InetSocketAddress resolved = address.host().isEmpty()
                ? new InetSocketAddress(address.port())
                : new InetSocketAddress(address.host(), address.port());
        InetAddress ip = resolved.getAddress();
        if (ip == null) {
            throw new UserError("--listen: unknown host " + address.host());
        }
        security.requireSafe(address, ip);
        return resolved;
    }
}
