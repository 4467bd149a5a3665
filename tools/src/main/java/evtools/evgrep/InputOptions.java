package evtools.evgrep;

import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.fetch.ServerInputs;
import evtools.pipe.EventFilter;
import evtools.pipe.EventInputs;
import evtools.transport.KeyOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is searched of what is named. A picocli mixin. */
final class InputOptions {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Search only files whose name fits GLOB (* and ?); may be given several times.")
    private List<String> include = new ArrayList<>();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Leave files out whose name fits GLOB; may be given several times.")
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--exclude-from",
            paramLabel = "FILE",
            description = "Leave files out whose name fits a line of FILE.")
    private List<String> excludeFrom = new ArrayList<>();

    @Option(
            names = "--exclude-dir",
            paramLabel = "GLOB",
            description = "Leave directories out, below those named, whose name fits GLOB; may be given several times.")
    private List<String> excludeDirectories = new ArrayList<>();

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "What standard input is called in output. Default: (standard input).")
    private String label = EventInputs.STANDARD_INPUT;

    @Option(
            names = "--environment",
            paramLabel = "E",
            description = "Refuse servers of other environments. Default: any, as long as those of one FILE have the "
                    + "same.")
    private @Nullable String environment;

    /**
     * The inputs named, less what is left out.
     *
     * @param key our own, for servers
     * @param filter what is asked of them
     */
    EventInputs open(Stdio io, List<String> operands, KeyOption key, EventFilter filter) {
        List<String> excluded = new ArrayList<>(exclude);
        for (String file : excludeFrom) {
            readLines(file, excluded);
        }
        EventInputs inputs =
                new EventInputs(io, operands).standardInputIs(label).choosing(include, excluded, excludeDirectories);
        ServerInputs.openIn(inputs, io, operands, key, environment, filter);
        return inputs;
    }

    /** Blank lines are left out, as in grep. */
    private static void readLines(String file, List<String> all) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (!line.isBlank()) {
                    all.add(line.stripTrailing());
                }
            }
        } catch (IOException e) {
            throw UserError.in(file, FailureText.reason(e));
        }
    }
}
