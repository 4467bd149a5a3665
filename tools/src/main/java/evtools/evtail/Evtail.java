package evtools.evtail;

import evtools.cli.Examples;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.format.position.Positions;
import evtools.format.position.PositionsFile;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads logs and writes events. */
@Command(
        name = "evtail",
        header = "read log files and write their lines as events",
        description =
                "Reads log files to their end, or follows them with -F, and writes each line as an event with its "
                        + "time, host, app and message. The layout of the lines is recognised; no line is changed: "
                        + "evcat -O raw gives the file back. gzip and zstd are read as they are.",
        exitCodeList = {"0:Done.", "2:A usage error or a failure; what could be read was."})
@Examples({
    "evtail app.log | evsort > app.ev  # one file, in time order",
    "evtail app.log | evcat -O raw | cmp - app.log  # the original, byte for byte",
    "evtail -F --state s /var/log/app.log | evsend --state s --to a:7000,b:7000  # follow; evsend keeps the positions",
    "evtail '/var/log/*.log' -O text | less  # look at what is recognised",
    "evtail --durability 'app=audit:safe,level=debug:fast' app.log | evsend --to a:7000,b:7000,c:7000  # by importance",
    "evtail --explain app.log  # how the lines are laid out"
})
@SeeAlso({"evsend(1)", "evcat(1)", "evsort(1)", "evformat(5)"})
public final class Evtail implements Tool {
    private static final int MAX_NAME_BYTES = 255;

    @Mixin
    private final EventOutputOptions output = new EventOutputOptions();

    @Option(
            names = {"-F", "--follow"},
            description = "Go on reading as files grow, by their names: through rotation, truncation, files that come "
                    + "late. Only whole lines are given out.")
    private boolean follow;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Begin where FILE says and write positions into the output. Who commits them to FILE: evsend "
                    + "or another sink given the same FILE, when its data is safe; evtail itself when it writes to a "
                    + "regular file, or with --commit.")
    private @Nullable String state;

    @Option(
            names = "--commit",
            description = "With --state: commit positions after each successful write, for sinks that don't.")
    private boolean commit;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Host of lines that name none. Default: this machine's short name.")
    private @Nullable String host;

    @Option(
            names = "--app",
            paramLabel = "APP",
            description = "App of lines that name none. Default: the file's name without suffixes.")
    private @Nullable String app;

    @Option(
            names = "--durability",
            paramLabel = "RULE",
            split = ",",
            description =
                    "State how safe events are to be: WHAT=PATTERN:CLASS, or CLASS for all. WHAT is app, host, "
                            + "file (the path as given) or a field of the message; PATTERN may have * and ?; CLASS is as "
                            + "for evsend's --durability, which is for events that no rule fits. The first rule that fits counts.")
    private List<String> durability = new ArrayList<>();

    @Option(
            names = "--explain",
            description = "Write how the lines of each file are laid out, and how many fit, instead of events.")
    private boolean explain;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Log files; quoted patterns; directories, which stand for all logs in them; - is standard "
                    + "input.")
    private List<String> files = List.of();

    @Override
    public int run(Stdio io) throws IOException {
        Defaults defaults =
                new Defaults(host == null ? Defaults.machine() : host, app, DurabilityRules.parse(durability));
        check("--host", host);
        check("--app", app);
        if (commit && state == null) {
            throw UserError.usage("--commit needs --state");
        }
        if (follow && files.contains("-")) {
            throw UserError.usage("-F: standard input is read to its end anyway; leave out -F or -");
        }
        if (explain) {
            return new Explanation(io, defaults).run(files);
        }
        Path stateFile = state == null ? null : Path.of(state);
        Path stateDirectory =
                stateFile == null ? null : stateFile.toAbsolutePath().getParent();
        if (stateDirectory != null && !Files.isDirectory(stateDirectory)) {
            throw new UserError("--state: " + state + ": there is no directory " + stateDirectory);
        }
        Positions positions = stateFile == null ? new Positions() : PositionsFile.read(stateFile);
        try (EventOutput out = output.open(io, files)) {
            Path target = target();
            boolean commits = commit || (target != null && Files.isRegularFile(target));
            Output sink = new Output(out, stateFile, commits, target);
            if (follow) {
                return new Follow(io, sink, defaults, positions, new TimedWaiting()).run(files);
            }
            return new ReadOnce(io, sink, defaults, positions, new TimedWaiting()).run(files);
        }
    }

    private static void check(String option, @Nullable String name) {
        if (name != null && name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw UserError.usage(option + ": longer than " + MAX_NAME_BYTES + " bytes");
        }
    }

    private @Nullable Path target() {
        Path file = output.file();
        if (file != null) {
            return file;
        }
        Path path = Path.of("/proc/self/fd/1");
        return Files.exists(path) ? path : null;
    }
}
