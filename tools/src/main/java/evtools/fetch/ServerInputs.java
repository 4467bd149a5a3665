package evtools.fetch;

import evtools.cli.OptionValueException;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.format.frame.EnvironmentTag;
import evtools.membership.SystemNames;
import evtools.pipe.EventFilter;
import evtools.pipe.EventInputs;
import evtools.pipe.TemporaryDirectory;
import evtools.transport.Connector;
import evtools.transport.Hello;
import evtools.transport.KeyOption;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operands {@code ev://HOST:PORT,HOST:PORT…}: each is the servers of one cluster, and an input like a pipe. Servers
 * are asked for a time and for nothing else: frames go out as they are stored, and their headers
 * tell of time alone.
 */
public final class ServerInputs {
    /** What such operands begin with. */
    public static final String SCHEME = "ev://";

    /** Frames that overlap; the tool itself needs memory too. */
    private static final long MEMORY_BYTES = 64L << 20;

    private final Stdio io;
    private final EventFilter time;
    private final EventInputs inputs;
    private final Map<String, Cluster> clusters = new HashMap<>();

    /**
     * Looks at all operands, so that what is wrong with one is said before anything is read.
     *
     * @param environment which servers must belong to; null: any
     * @param filter whose time is asked for
     * @param inputs are told of damage
     */
    public ServerInputs(
            Stdio io,
            List<String> operands,
            KeyOption key,
            @Nullable String environment,
            EventFilter filter,
            EventInputs inputs) {
        this.io = io;
        this.time = new EventFilter(filter.sincePoint(), filter.untilPoint(), List.of(), List.of(), List.of());
        this.inputs = inputs;
        long tag = environment == null ? 0 : EnvironmentTag.of(environment);
        Hello hello = Hello.of(Role.READER, 0, tag, 0, environment == null ? "" : environment);
        for (String operand : operands) {
            if (operand.startsWith(SCHEME)) {
                List<ServerAddress> servers = new SystemNames().expand(addresses(operand));
                Connector connector = key.connector(operand, servers, io.clock()::monotonicNanos);
                clusters.put(operand, new Cluster(operand, servers, hello, connector, io));
            }
        }
    }

    private static List<ServerAddress> addresses(String operand) {
        List<ServerAddress> addresses = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (String server : operand.substring(SCHEME.length()).split(",", -1)) {
            if (server.startsWith("@") && server.length() > 1) {
                files.add(Path.of(server.substring(1)));
                continue;
            }
            try {
                addresses.add(ServerAddress.parse(server));
            } catch (OptionValueException e) {
                throw UserError.usage(operand + ": " + e.getMessage());
            }
        }
        return new ServerList(addresses, files).readAll(operand);
    }

    /** Has such operands opened; without any, nothing of this is needed. */
    public static void openIn(
            EventInputs inputs,
            Stdio io,
            List<String> operands,
            KeyOption key,
            @Nullable String environment,
            EventFilter filter) {
        for (String operand : operands) {
            if (operand.startsWith(SCHEME)) {
                inputs.openingPlaces(new ServerInputs(io, operands, key, environment, filter, inputs)::open);
                return;
            }
        }
    }

    /** What an operand's servers have, asked for when it is read; null: it names no servers. */
    public @Nullable InputStream open(String operand) {
        Cluster cluster = clusters.get(operand);
        return cluster == null
                ? null
                : new FetchedStream(cluster, time, MEMORY_BYTES, TemporaryDirectory.of(io), inputs::noteDamage);
    }
}
