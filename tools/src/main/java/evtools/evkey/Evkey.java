package evtools.evkey;

import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.keys.KeyFile;
import evtools.noise.KeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes and shows keys. */
@Command(
        name = "evkey",
        header = "make and show the keys of servers and clients",
        customSynopsis = {"evkey gen [OPTION]... [-o FILE]", "evkey show [OPTION]... FILE"},
        description =
                "Each server and each client has a key of its own. gen writes a new secret key into a file that nobody "
                        + "else can read, and prints its public key; show prints the public key of a key file. Servers "
                        + "list the public keys of those they let in (evrecv --authorized); clients name servers with "
                        + "their public keys, as HOST:PORT#evpub1…. A public key is no secret; a secret key never "
                        + "leaves its machine.",
        exitCodeList = {"0:Done.", "2:A usage error or a failure."})
@Examples({
    "evkey gen -o /etc/evtools/key  # on each machine, once",
    "evkey show /etc/evtools/key  # the public key, for the others"
})
@SeeAlso({"evrecv(1)", "evsend(1)", "evfetch(1)", "evport(1)"})
public final class Evkey implements Tool {
    private static final String USUAL_FILE = "evtools.key";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where gen writes the secret key; a file that is there is never overwritten. Default: "
                    + USUAL_FILE + " in the current directory.")
    private @Nullable Path output;

    @Parameters(index = "0", paramLabel = "COMMAND", description = "gen or show.")
    private String command = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "With show: the key file.")
    private @Nullable Path file;

    @Override
    public int run(Stdio io) throws IOException {
        KeyPair key = switch (command) {
            case "gen" -> generate();
            case "show" -> read();
            default -> throw UserError.usage("'" + command + "' is neither gen nor show");
        };
        io.out().write((key.publicKey() + "\n").getBytes(StandardCharsets.US_ASCII));
        return ExitCode.OK;
    }

    private KeyPair generate() {
        if (file != null) {
            throw UserError.usage("gen takes no operand; -o FILE says where the key goes");
        }
        KeyPair key = KeyPair.generate(new SecureRandom());
        KeyFile.write(output == null ? Path.of(USUAL_FILE) : output, key);
        return key;
    }

    private KeyPair read() {
        if (file == null) {
            throw UserError.usage("show: which key file?");
        }
        if (output != null) {
            throw UserError.usage("show writes no file: -o goes with gen");
        }
        return KeyFile.read(file);
    }
}
