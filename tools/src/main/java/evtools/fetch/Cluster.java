package evtools.fetch;

import evtools.cli.Diagnostics;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.RangeMessage;
import evtools.transport.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The servers of one cluster, all of which are asked the same. Immutable; any thread may use it. */
public final class Cluster {
    private static final int MAX_SERVERS = 64;

    private final String named;
    private final List<ServerAddress> servers;
    private final Hello hello;
    private final Connector connector;
    private final Diagnostics diagnostics;
    private final LongSupplier nanoClock;

    /**
     * @param named what names the servers on the command line, for errors
     * @param hello how we introduce ourselves
     */
    public Cluster(String named, List<ServerAddress> servers, Hello hello, Connector connector, Stdio io) {
        if (servers.size() > MAX_SERVERS) {
            throw UserError.usage(named + ": more than " + MAX_SERVERS + " servers");
        }
        this.named = named;
        this.servers = servers;
        this.hello = hello;
        this.connector = connector;
        this.diagnostics = io.diagnostics();
        this.nanoClock = io.clock()::monotonicNanos;
    }

    /** How many servers there are. */
    int size() {
        return servers.size();
    }

    Diagnostics diagnostics() {
        return diagnostics;
    }

    /** A stream of frames from each server, not asked yet. */
    List<ServerStream.Frames> frames(DamageReports damage) {
        List<ServerStream.Frames> streams = new ArrayList<>();
        for (ServerAddress server : servers) {
            streams.add(new ServerStream.Frames(server, hello, connector, nanoClock, damage));
        }
        return streams;
    }

    /** A list of buckets from each server, not asked yet. */
    public List<ServerStream.Buckets> buckets() {
        List<ServerStream.Buckets> streams = new ArrayList<>();
        for (ServerAddress server : servers) {
            streams.add(new ServerStream.Buckets(server, hello, connector, nanoClock));
        }
        return streams;
    }

    /**
     * Asks all servers, and waits until each has begun to answer or failed.
     *
     * @throws UserError if they are not of one environment
     */
    public <T> void ask(List<? extends ServerStream<T>> streams, int messageType, RangeMessage range)
            throws InterruptedException {
        for (ServerStream<T> stream : streams) {
            stream.start(messageType, range.encode());
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
                throw new UserError(named + ": " + stream.address() + " is of environment '" + server.text()
                        + "' with buckets of " + server.bucketWidthSeconds() + "s, another server of '" + first.text()
                        + "' with buckets of " + first.bucketWidthSeconds() + "s");
            }
        }
    }

    /**
     * How many have answered to the end; the others are warned of.
     *
     * @throws UserError if none has
     */
    public int answered(List<? extends ServerStream<?>> streams) {
        int answered = 0;
        for (ServerStream<?> stream : streams) {
            answered += stream.failure() == null ? 1 : 0;
        }
        if (answered == 0) {
            throw Unanswered.error(streams, diagnostics);
        }
        for (ServerStream<?> stream : streams) {
            String failure = stream.failure();
            if (failure != null) {
                diagnostics.warning(stream.address() + ": " + failure);
            }
        }
        return answered;
    }
}
