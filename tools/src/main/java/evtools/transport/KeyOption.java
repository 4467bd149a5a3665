package evtools.transport;

import evtools.cli.UserError;
import evtools.keys.KeyFile;
import evtools.noise.KeyPair;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of every tool that connects to servers: its own key. */
public final class KeyOption {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Our secret key, made by 'evkey gen': connections to servers given as HOST:PORT#evpub1… are "
                    + "encrypted, and to other machines there are no others.")
    private @Nullable Path file;

    /**
     * What connects, with the key if there is one.
     *
     * @param option that named the servers, for errors
     * @param servers those known at the start
     * @throws UserError if the key can't be used, or the servers don't go with it
     */
    public Connector connector(String option, List<ServerAddress> servers, LongSupplier nanoClock) {
        KeyPair key = file == null ? null : KeyFile.read(file);
        check(option, servers, key);
        return new Connector(nanoClock, key, new SecurityCounters());
    }

    /**
     * Checks that servers and key go together.
     *
     * @param key ours; null: none
     */
    public static void check(String option, List<ServerAddress> servers, @Nullable KeyPair key) {
        for (ServerAddress server : servers) {
            boolean pinned = !server.key().isEmpty();
            if (pinned && key == null) {
                throw UserError.usage(option + ": " + server.at()
                        + " is given with its key: that needs a key of our own, --key FILE ('evkey gen' makes one)");
            }
            if (!pinned && key != null && !server.isLoopback()) {
                throw UserError.usage(option + ": " + server.at()
                        + " is given without its key: with --key it has to be HOST:PORT#evpub1… ('evkey show FILE' on"
                        + " the server prints it)");
            }
        }
    }
}
