package evtools.evfetch;

import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.fetch.Cluster;
import evtools.fetch.RangeFetch;
import evtools.fetch.ServerStream;
import evtools.format.frame.EnvironmentTag;
import evtools.membership.SystemNames;
import evtools.pipe.EventFilter;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import evtools.pipe.FilterOptions;
import evtools.pipe.TemporaryDirectory;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.KeyOption;
import evtools.transport.MessageType;
import evtools.transport.RangeMessage;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches events from servers. */
@Command(
        name = "evfetch",
        header = "fetch a range of time from all servers",
        description =
                "Gives the events of a time range from evrecv servers as one sorted stream without duplicates, or "
                        + "follows what arrives. Says when the answer may not be complete (exit code 2): when so many servers "
                        + "did not answer that together they may hold an acknowledged frame that nobody else has.",
        exitCodeList = {
            "0:Done, and complete.",
            "2:A usage error or a failure, or the answer may not be complete.",
            "3:Finished, but some of it was damaged and reported."
        })
@Examples({
    "evfetch --from a:7600,b:7600,c:7600 --since -1h | evgrep -i 'connection reset'  # search the last hour",
    "evfetch --from a:7600,b:7600,c:7600 --follow --app 'sshd*' -O text  # watch",
    "evfetch --from a:7600,b:7600,c:7600 --list  # what the servers have"
})
@SeeAlso({"evsend(1)", "evrecv(1)", "evgrep(1)"})
public final class Evfetch implements Tool {
    private static final long MEMORY_BYTES = 256L << 20;

    @Option(
            names = "--from",
            paramLabel = "HOST:PORT|@FILE",
            split = ",",
            required = true,
            description =
                    "The servers: all of them, so that what one lacks comes from another; @FILE: one a line in a file.")
    private List<String> from = new ArrayList<>();

    private List<ServerAddress> servers = List.of();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Option(
            names = "--environment",
            paramLabel = "E",
            description = "Refuse servers of other environments. Default: any, as long as all have the same.")
    private @Nullable String environment;

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--list",
            description = "List the buckets in the range instead: when each begins, its frames and bytes on the server "
                    + "that has most of it, and how many frames each server has.")
    private boolean list;

    @Option(
            names = {"-f", "--follow"},
            description =
                    "Print what arrives from now on, as it comes, until stopped. Live and lossy: a reader that is "
                            + "too slow misses frames, and the servers say so in their logs.")
    private boolean follow;

    @Option(
            names = "--tmp",
            paramLabel = "DIR",
            description = "Where overlapping frames go that do not fit into memory. Default: $TMPDIR or /tmp.")
    private @Nullable Path temporaryDirectory;

    @Mixin
    private final EventOutputOptions output = new EventOutputOptions();

    @Override
    public int run(Stdio io) throws IOException, InterruptedException {
        servers = new SystemNames().expand(ServerList.parse("--from", from).readAll("--from"));
        if (list && follow) {
            throw UserError.usage("--list excludes --follow");
        }
        Connector connector = key.connector("--from", servers, io.clock()::monotonicNanos);
        EventFilter filter = filters.filter(io);
        long tag = environment == null ? 0 : EnvironmentTag.of(environment);
        Hello hello = Hello.of(Role.READER, 0, tag, 0, environment == null ? "" : environment);
        Cluster cluster = new Cluster("--from", servers, hello, connector, io);
        if (list) {
            return list(io, cluster, RangeFetch.range(filter));
        }
        try (EventOutput out = output.open(io, List.of())) {
            if (follow) {
                return new Following(servers, hello, connector, filter, out, io).run();
            }
            return fetch(io, cluster, filter, out);
        }
    }

    private int fetch(Stdio io, Cluster cluster, EventFilter filter, EventOutput out)
            throws IOException, InterruptedException {
        if (filter.untilPoint() == 0) {
            return ExitCode.OK;
        }
        RangeFetch fetch = new RangeFetch(cluster, filter);
        if (!fetch.run(out, MEMORY_BYTES, TemporaryDirectory.of(io, temporaryDirectory))) {
            io.diagnostics().error(fetch.incomplete());
            return ExitCode.FAILURE;
        }
        return fetch.damaged() ? ExitCode.DAMAGED : ExitCode.OK;
    }

    private static int list(Stdio io, Cluster cluster, RangeMessage range) throws IOException, InterruptedException {
        List<ServerStream.Buckets> streams = cluster.buckets();
        cluster.ask(streams, MessageType.LIST, range);
        BucketListing listing = new BucketListing();
        int widthSeconds = 0;
        for (ServerStream.Buckets stream : streams) {
            listing.add(stream);
            Hello server = stream.server();
            if (server != null) {
                widthSeconds = server.bucketWidthSeconds();
            }
        }
        listing.print(widthSeconds, io.out());
        return cluster.answered(streams) == streams.size() ? ExitCode.OK : ExitCode.FAILURE;
    }
}
