package evtools.evgrep;

import evtools.cli.Stdio;
import evtools.pipe.EventInputs;
import java.util.ArrayList;
import java.util.List;
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
            names = "--exclude-dir",
            paramLabel = "GLOB",
            description = "Leave directories out, below those named, whose name fits GLOB; may be given several times.")
    private List<String> excludeDirectories = new ArrayList<>();

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "What standard input is called in output. Default: (standard input).")
    private String label = EventInputs.STANDARD_INPUT;

    /** The inputs named, less what is left out. */
    EventInputs open(Stdio io, List<String> operands) {
        return new EventInputs(io, operands).standardInputIs(label).choosing(include, exclude, excludeDirectories);
    }
}
