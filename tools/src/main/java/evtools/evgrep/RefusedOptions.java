package evtools.evgrep;

import evtools.cli.UserError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of grep's that have no meaning for events: each is refused, saying why. A picocli mixin. */
final class RefusedOptions {
    @Option(
            names = {"-b", "--byte-offset"},
            hidden = true)
    private boolean byteOffset;

    @Option(
            names = {"-T", "--initial-tab"},
            hidden = true)
    private boolean initialTab;

    @Option(
            names = {"-z", "--null-data"},
            hidden = true)
    private boolean nullData;

    @Option(
            names = {"-R", "--dereference-recursive"},
            hidden = true)
    private boolean dereference;

    @Option(
            names = {"-d", "--directories"},
            hidden = true)
    private @Nullable String directories;

    @Option(
            names = {"-D", "--devices"},
            hidden = true)
    private @Nullable String devices;

    @Option(names = "--binary-files", hidden = true)
    private @Nullable String binaryFiles;

    /** Refuses what was given of them, but for values that ask for what is done anyway. */
    void check() {
        refuse(byteOffset, "-b: events have no byte offset; -n numbers them");
        refuse(initialTab, "-T: text can't be lined up by a tab here; -h and no -n leave it alone on its line");
        refuse(nullData, "-z: events are what is searched, whatever bytes they hold; -O json keeps them apart");
        refuse(
                dereference,
                "-R: symbolic links to directories are followed where they are named, but not below: use -r");
        refuse(
                directories != null && !directories.equals("recurse"),
                "-d: directories are always searched; --exclude-dir leaves them out");
        refuse(
                devices != null && !devices.equals("skip"),
                "-D: pipes are read where they are named, and never looked for in directories");
        refuse(
                binaryFiles != null && !binaryFiles.equals("text"),
                "--binary-files: bytes that are no text are always searched");
    }

    private static void refuse(boolean given, String why) {
        if (given) {
            throw UserError.usage(why);
        }
    }
}
