package evtools.evgrep;

import evtools.cli.ColorMode;
import evtools.cli.OutputFormat;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.pipe.EventOutputOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what to show of what was found. A picocli mixin. */
final class ResultOptions {
    @Option(
            names = {"-c", "--count"},
            description = "Print how many events were selected in each input.")
    private boolean count;

    @Option(
            names = {"-l", "--files-with-matches"},
            description = "Print the names of inputs in which events are selected.")
    private boolean names;

    @Option(
            names = {"-L", "--files-without-match"},
            description = "Print the names of inputs in which none are.")
    private boolean namesWithout;

    @Option(
            names = {"-q", "--quiet", "--silent"},
            description = "Print nothing; stop at the first selected event.")
    private boolean quiet;

    @Option(
            names = {"-o", "--only-matching"},
            description = "Print the matching parts only, each on a line.")
    private boolean onlyMatching;

    @Option(
            names = {"-n", "--line-number"},
            description = "Print the number of the event in its input before it; of servers, among those of the time "
                    + "that is searched.")
    private boolean numbers;

    @Option(
            names = {"-H", "--with-filename"},
            description = "Print the name of the input before each event. Default with several inputs.")
    private boolean withNames;

    @Option(
            names = {"-h", "--no-filename"},
            description = "Don't.")
    private boolean withoutNames;

    @Option(
            names = {"-Z", "--null"},
            description = "Write a zero byte after the names of inputs, for xargs -0 and the like.")
    private boolean nullAfterNames;

    @Option(
            names = {"-A", "--after-context"},
            paramLabel = "NUM",
            description = "Print NUM events after each selected one too.")
    private @Nullable Long after;

    @Option(
            names = {"-B", "--before-context"},
            paramLabel = "NUM",
            description = "Print NUM events before each selected one too.")
    private @Nullable Long before;

    @Option(
            names = {"-C", "--context", "-NUM"},
            paramLabel = "NUM",
            description = "Print NUM events before and after.")
    private @Nullable Long around;

    @Option(
            names = "--group-separator",
            paramLabel = "TEXT",
            description = "The line between events with context that don't follow one another. Default: --.")
    private String groupSeparator = LineWriter.GROUP_SEPARATOR;

    @Option(names = "--no-group-separator", description = "Have no such line.")
    private boolean noGroupSeparator;

    @Option(
            names = {"-O", "--output-format"},
            paramLabel = "FORMAT",
            description = "Write text, raw (the original lines), json, logfmt or ev (event frames). Default: ev into a "
                    + "pipe or file, text on a terminal.")
    private @Nullable OutputFormat format;

    @Option(names = "--json", description = "Write JSON, one object an event: the same as -O json.")
    private boolean json;

    @Option(
            names = "--tz",
            paramLabel = "ZONE",
            description = "Show times in this zone, such as Europe/Berlin, +02:00 or local. Default: UTC.")
    private @Nullable String zone;

    @Option(
            names = {"--color", "--colour"},
            arity = "0..1",
            fallbackValue = "auto",
            paramLabel = "WHEN",
            description = "Colour what matches: auto, always, never.")
    private ColorMode color = ColorMode.AUTO;

    @Option(names = "--line-buffered", description = "Write after each event.")
    private boolean lineBuffered;

    /** Whether the names of inputs without a selected line are told. */
    boolean namesInputsWithout() {
        return namesWithout && !quiet;
    }

    /** Whether numbers of events are shown. */
    boolean showsNumbers() {
        return numbers;
    }

    /** Whether the exit code alone tells what was found. */
    boolean isQuiet() {
        return quiet;
    }

    /** Whether context is asked for, be it none: then gaps are marked. */
    boolean hasContext() {
        return before != null || after != null || around != null;
    }

    /** The context of what goes to {@code results}. */
    ContextTracker context(Results results) {
        return new ContextTracker(results, hasContext(), before(), after());
    }

    private long before() {
        return lines(before, "-B");
    }

    private long after() {
        return lines(after, "-A");
    }

    private long lines(@Nullable Long own, String option) {
        long common = around == null ? 0 : checked(around, "-C");
        return own == null ? common : checked(own, option);
    }

    private static long checked(long lines, String option) {
        if (lines < 0) {
            throw UserError.usage(option + ": expected how many events, found " + lines);
        }
        return lines;
    }

    /** Whether one line an input is written, or none. */
    boolean isSummary() {
        return quiet || names || namesWithout || count;
    }

    /**
     * Opens what the selected lines go to.
     *
     * @param manyInputs whether names tell inputs apart
     * @param invert whether lines without a match are selected
     */
    Results open(Stdio io, EventMatcher matcher, boolean manyInputs, boolean invert) {
        if (names && namesWithout) {
            throw UserError.usage("-l and -L exclude each other");
        }
        boolean terminal = io.isTerminal(1);
        boolean showNames = withNames || (manyInputs && !withoutNames);
        LineWriter writer = new LineWriter(io.out(), showNames, numbers, color.isOn(io, 1), lineBuffered)
                .groupSeparatorIs(noGroupSeparator ? null : groupSeparator);
        if (nullAfterNames) {
            writer.nullAfterNames();
        }
        if (isSummary()) {
            return new SummaryResults(writer, summary());
        }
        OutputFormat chosen = format(terminal);
        boolean escape = terminal && chosen != OutputFormat.RAW;
        if (onlyMatching) {
            return invert
                    ? new SummaryResults(writer, SummaryResults.What.NOTHING_OF_ALL)
                    : new PartResults(writer, matcher, escape);
        }
        if (chosen == OutputFormat.TEXT || chosen == OutputFormat.RAW) {
            boolean rawLook = chosen == OutputFormat.RAW;
            return new LineResults(
                    writer, EventOutputOptions.text(chosen, zone, escape), matcher, rawLook, escape, !invert);
        }
        return new EventResults(EventOutputOptions.open(io.out(), false, chosen, zone, terminal), lineBuffered);
    }

    private SummaryResults.What summary() {
        if (quiet) {
            return SummaryResults.What.NOTHING;
        }
        if (names) {
            return SummaryResults.What.NAME_IF_ANY;
        }
        return namesWithout ? SummaryResults.What.NAME_IF_NONE : SummaryResults.What.COUNT;
    }

    /** Options that only mean something in text mean text, unless a format is asked for. */
    private OutputFormat format(boolean terminal) {
        OutputFormat asked = format;
        if (json && asked != null && asked != OutputFormat.JSON) {
            throw UserError.usage("--json and -O " + asked + " exclude each other");
        }
        if (json) {
            asked = OutputFormat.JSON;
        }
        boolean needsText = numbers || withNames;
        if (asked == null) {
            return terminal || needsText || onlyMatching || color == ColorMode.ALWAYS
                    ? OutputFormat.TEXT
                    : OutputFormat.EV;
        }
        if (needsText && asked != OutputFormat.TEXT && asked != OutputFormat.RAW && !onlyMatching) {
            throw UserError.usage("-n and -H go with text and raw output only, not with -O " + asked);
        }
        return asked;
    }
}
