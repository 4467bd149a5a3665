package evtools.evrecv;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.keys.AuthorizedKeys;
import evtools.keys.KeyFile;
import evtools.noise.KeyPair;
import evtools.transport.Connector;
import evtools.transport.KeyOption;
import evtools.transport.SecurityCounters;
import evtools.transport.ServerAddress;
import evtools.transport.ServerSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may connect to a server, and how it connects to its peers. */
final class SecurityOptions {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "This server's secret key, made by 'evkey gen'. Clients and peers need its public key "
                    + "(HOST:PORT#evpub1…), and theirs have to be in --authorized.")
    private @Nullable Path keyFile;

    @Option(
            names = "--authorized",
            paramLabel = "FILE",
            description = "Who is let in: a line 'RIGHT[,RIGHT]... evpub1… COMMENT' for each key. Rights: send, read, "
                    + "peer (other servers), export (evport). Read again when it changes and on SIGHUP.")
    private @Nullable Path authorizedFile;

    @Option(
            names = "--plaintext",
            description = "Allow unencrypted connections from other machines: from everybody who can reach the port, "
                    + "with all rights, also beside --key. Without it a server without a key listens on loopback "
                    + "addresses only, and one with a key takes encrypted connections only.")
    private boolean plaintext;

    private final SecurityCounters counters = new SecurityCounters();
    private @Nullable KeyPair key;

    /** Reads the key and checks that the options go together, and with the peers known at the start. */
    void prepare(List<ServerAddress> peers) {
        if ((keyFile == null) != (authorizedFile == null)) {
            throw UserError.usage("--key and --authorized belong together: "
                    + (keyFile == null ? "--key is missing" : "--authorized is missing"));
        }
        if (keyFile != null) {
            key = KeyFile.read(keyFile);
        }
        KeyOption.check("--peers", peers, key);
    }

    /** Checks that an address may be listened on; after {@link #prepare}. */
    void requireSafe(HostPort listen, InetAddress address) {
        if (!address.isLoopbackAddress() && key == null && !plaintext) {
            throw new UserError("--listen: " + listen + " can be reached from other machines, unencrypted")
                    .withHint("encrypt with --key and --authorized ('evkey gen' makes keys), listen on 127.0.0.1, or "
                            + "allow it with --plaintext on a network you trust");
        }
    }

    /** What connects to the peers; after {@link #prepare}. */
    Connector connector(Stdio io) {
        return new Connector(io.clock()::monotonicNanos, key, counters);
    }

    /** What lets clients in; after {@link #prepare}. */
    ServerSecurity security(Stdio io) {
        if (key == null || authorizedFile == null) {
            return ServerSecurity.none(io.clock()::monotonicNanos, counters);
        }
        if (plaintext) {
            io.diagnostics()
                    .warning("--plaintext: whoever reaches the port may send and read, unencrypted, in spite of --key");
        }
        try {
            AuthorizedKeys authorized =
                    AuthorizedKeys.open(authorizedFile, io.clock()::monotonicNanos, reports(io.diagnostics()));
            return ServerSecurity.withKey(key, authorized, plaintext, io.clock()::monotonicNanos, counters);
        } catch (IOException e) {
            throw new UserError("--authorized: " + FailureText.of(e), e);
        }
    }

    private static AuthorizedKeys.Reports reports(Diagnostics diagnostics) {
        return new AuthorizedKeys.Reports() {
            @Override
            public void unusable(String what) {
                diagnostics.error("--authorized: " + what);
            }

            @Override
            public void nobody(String what) {
                diagnostics.warning("--authorized: " + what);
            }
        };
    }

    /** What becomes of connections. */
    SecurityCounters counters() {
        return counters;
    }
}
