package evtools.evfetch;

import evtools.cli.Diagnostics;
import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.fetch.DamageReports;
import evtools.fetch.ServerStream;
import evtools.fetch.Unanswered;
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
    private static final int MAX_SERVERS = 64;
    private static final int USUAL_ACKS = 2;

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
        if (servers.size() > MAX_SERVERS) {
            throw UserError.usage("--from: more than " + MAX_SERVERS + " servers");
        }
        if (list && follow) {
            throw UserError.usage("--list excludes --follow");
        }
        Connector connector = key.connector("--from", servers, io.clock()::monotonicNanos);
        EventFilter filter = filters.filter(io);
        long tag = environment == null ? 0 : EnvironmentTag.of(environment);
        Hello hello = Hello.of(Role.READER, 0, tag, 0, environment == null ? "" : environment);
        if (list) {
            return list(io, hello, connector, range(filter));
        }
        try (EventOutput out = output.open(io, List.of())) {
            if (follow) {
                return new Following(servers, hello, connector, filter, out, io).run();
            }
            return fetch(io, hello, connector, filter, out);
        }
    }

    private static RangeMessage range(EventFilter filter) {
        long until = filter.untilPoint();
        return new RangeMessage(filter.sincePoint(), until == -1 ? -1 : until - 1);
    }

    private int fetch(Stdio io, Hello hello, Connector connector, EventFilter filter, EventOutput out)
            throws IOException, InterruptedException {
        if (filter.untilPoint() == 0) {
            return ExitCode.OK;
        }
        DamageReports damage = new DamageReports(io.diagnostics());
        List<ServerStream.Frames> streams = new ArrayList<>();
        for (ServerAddress server : servers) {
            streams.add(new ServerStream.Frames(server, hello, connector, io.clock()::monotonicNanos, damage));
        }
        try {
            start(streams, MessageType.FETCH, range(filter));
            RangeFetch fetch = new RangeFetch(streams, filter, new FilteredOutput(filter, out), damage);
            fetch.run(TemporaryDirectory.of(io, temporaryDirectory));
            damage.finish();
            if (fetch.conflicts() > 0) {
                io.diagnostics()
                        .warning(fetch.conflicts() + " frames have the id of another frame with other contents; "
                                + "all of them are in the output");
            }
            boolean complete = judge(streams, fetch.lowestAcks(USUAL_ACKS), io.diagnostics());
            if (!complete) {
                return ExitCode.FAILURE;
            }
            out.end();
            return damage.any() ? ExitCode.DAMAGED : ExitCode.OK;
        } finally {
            for (ServerStream.Frames stream : streams) {
                stream.abandon();
            }
        }
    }

    private int list(Stdio io, Hello hello, Connector connector, RangeMessage range)
            throws IOException, InterruptedException {
        List<ServerStream.Buckets> streams = new ArrayList<>();
        for (ServerAddress server : servers) {
            streams.add(new ServerStream.Buckets(server, hello, connector, io.clock()::monotonicNanos));
        }
        start(streams, MessageType.LIST, range);
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
        requireOne(streams, io.diagnostics());
        boolean all = true;
        for (ServerStream.Buckets stream : streams) {
            all &= answered(stream, io.diagnostics());
        }
        return all ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static <T> void start(List<? extends ServerStream<T>> streams, int type, RangeMessage range)
            throws InterruptedException {
        for (ServerStream<T> stream : streams) {
            stream.start(type, range.encode());
        }
        Hello first = null;
        for (ServerStream<T> stream : streams) {
            stream.head();
            Hello server = stream.server();
            if (first == null) {
                first = server;
            } else if (server != null
                    && (server.environmentTag() != first.environmentTag()
                            || server.bucketWidthSeconds() != first.bucketWidthSeconds())) {
                throw new UserError("--from: " + stream.address() + " is of environment '" + server.text()
                        + "' with buckets of " + server.bucketWidthSeconds() + "s, another server of '" + first.text()
                        + "' with buckets of " + first.bucketWidthSeconds() + "s");
            }
        }
    }

    private static void requireOne(List<? extends ServerStream<?>> streams, Diagnostics diagnostics) {
        for (ServerStream<?> stream : streams) {
            if (stream.failure() == null) {
                return;
            }
        }
        throw Unanswered.error(streams, diagnostics);
    }

    private static boolean answered(ServerStream<?> stream, Diagnostics diagnostics) {
        String failure = stream.failure();
        if (failure != null) {
            diagnostics.warning(stream.address() + ": " + failure);
        }
        return failure == null;
    }

    /** With fewer than N - acks + 1 of N servers, an acknowledged frame may be on the silent ones only. */
    private boolean judge(List<ServerStream.Frames> streams, int acks, Diagnostics diagnostics) {
        requireOne(streams, diagnostics);
        int answered = 0;
        for (ServerStream.Frames stream : streams) {
            answered += answered(stream, diagnostics) ? 1 : 0;
        }
        int needed = Math.max(1, servers.size() - acks + 1);
        if (answered >= needed) {
            return true;
        }
        diagnostics.error("the answer may not be complete: " + answered + " of " + servers.size()
                + " servers answered, " + needed + " are needed for frames that " + acks + " acknowledged");
        return false;
    }
}
