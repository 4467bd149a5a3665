package evtools.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A tool with one option of each kind, for tests. */
@Command(
        name = "evsample",
        header = "show what options look like",
        description = {
            "Does nothing, but has an option of each kind that the real tools have, and a description that is long"
                    + " enough to need a second line.",
            "A second paragraph."
        })
@Examples({
    "evsample app.ev  # read one file",
    "evsample -O raw app.ev > app.log  # the same as lines",
    "evsample -O raw one.ev two.ev | evsample --batch 10s - | evsample --color | less  # three tools, one after another",
    "evsample --since yesterday --batch 10s --to a:7600,b:7600 app.ev  # a command line that is long"
})
@SeeAlso({"evcat(1)"})
public class SampleTool implements Tool {
    @Option(
            names = {"-O", "--output-format"},
            description = "How events are written: text, raw, json, logfmt or ev.")
    OutputFormat format = OutputFormat.TEXT;

    @Option(
            names = {"-v", "--invert-match"},
            description = "Select what does not match.")
    boolean invert;

    @Option(
            names = {"-i", "--ignore-case"},
            description = "Upper and lower case are the same; it's a 'flag'.")
    boolean ignoreCase;

    @Option(names = "--batch", description = "Collect for so long.")
    Duration batch = Duration.ofSeconds(10);

    @Option(names = "--memory", description = "Use so much memory.")
    ByteSize memory = ByteSize.ofMebibytes(64);

    @Option(names = "--since", description = "Events from this time on.")
    @Nullable
    TimePoint since;

    @Option(names = "--to", split = ",", description = "Servers.")
    List<HostPort> servers = new ArrayList<>();

    @Option(
            names = {"-n", "--count"},
            description = "Stop after so many.")
    int count = -1;

    @Option(
            names = "--color",
            arity = "0..1",
            fallbackValue = "auto",
            paramLabel = "WHEN",
            description = "When to colour: auto, always, never.")
    ColorMode color = ColorMode.AUTO;

    @Option(names = "-e", paramLabel = "PATTERN", description = "Look for this; may be repeated.")
    List<String> patterns = new ArrayList<>();

    @Option(names = "--store", paramLabel = "DIR", description = "Where to keep things [100%].")
    @Nullable
    String store;

    @Mixin
    ProgressOptions progress = new ProgressOptions();

    @Parameters(paramLabel = "FILE", description = "What to read; - or nothing means standard input.")
    List<String> files = new ArrayList<>();

    /** What the tool does; set by tests. */
    Body body = io -> ExitCode.OK;

    interface Body {
        int run(Stdio io) throws Exception;
    }

    @Override
    public int run(Stdio io) throws Exception {
        return body.run(io);
    }
}
