package evtools.evgrep;

import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.pipe.EventFilter;
import evtools.pipe.EventInputs;
import evtools.pipe.FilterOptions;
import evtools.transport.KeyOption;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds events, with grep's options and exit codes. */
@Command(
        name = "evgrep",
        header = "search events, with the options of grep",
        description = {
            "Finds the events whose message (the line without time, host and application) matches a pattern, or with "
                    + "--raw those whose original line does. Options, patterns and exit codes are grep's.",
            "Events are written whole: as event frames into a pipe, as text on a terminal. -c, -l, -L, -o, -n and -H "
                    + "mean text in a pipe too. The parts of a long line count as one event. Matches are the longest "
                    + "of the leftmost (with back-references and -P: the one that Perl would find); ASCII letters are "
                    + "never the same as other letters with -i.",
            "One input keeps its order. From several, events come in the order of time, unless -c, -l or -L tells of "
                    + "each input: files are read where their frames say that the time is, so they need not be sorted. "
                    + "A pipe, and with -n every input, is read as it comes: an event that is older than one before it "
                    + "comes right after that one. Context (-A, -B, -C) is of the same log file; its "
                    + "groups come in the order of the events that were selected."
        },
        exitCodeList = {"0:Something was selected.", "1:Nothing was selected.", "2:An error, or damaged input."})
@Examples({
    "evgrep -i error app.ev  # print the events that speak of errors",
    "evtail app.log | evgrep -c timeout  # count in a text log",
    "evgrep --since -1h --app 'sshd*' -C 2 'Failed password' store/  # the last hour, with what was around it",
    "evgrep --since -15m -c timeout ev://a:7600,b:7600,c:7600  # what the servers have of the last quarter of an hour",
    "evgrep --where status=500 -O raw '' access.ev  # original lines, found by a field",
    "evtail --state S app.log | evgrep -v debug | evsend --state S --to a:7600  # send all but some"
})
@SeeAlso({"evcat(1)", "evfetch(1)", "evtail(1)", "grep(1)"})
public final class Evgrep implements Tool {
    @Mixin
    private final PatternOptions patterns = new PatternOptions();

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final ResultOptions result = new ResultOptions();

    @Option(
            names = {"-v", "--invert-match"},
            description = "Select the events that don't match.")
    private boolean invert;

    @Option(
            names = {"-m", "--max-count"},
            paramLabel = "NUM",
            description = "Stop in each input after NUM selected events.")
    private long maxCount = Long.MAX_VALUE;

    @Option(names = "--raw", description = "Match the whole original line, without its line end.")
    private boolean raw;

    @Option(
            names = {"-r", "--recursive"},
            description = "Search the event streams in directories, which is always done; without FILE, those in the "
                    + "current directory.")
    private boolean recursive;

    @Option(
            names = {"-s", "--no-messages"},
            description = "Say nothing of inputs that can't be read.")
    private boolean noMessages;

    @Option(
            names = {"-a", "-U", "--text", "--binary"},
            description = "Search bytes that are no text too, which is always done.")
    @SuppressWarnings("UnusedVariable") // scripts give it to grep
    private boolean text;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Search with up to N threads. Default: as many as there are processors.")
    private int jobs;

    @Option(
            names = "--stats",
            description = "Print counters on standard error at the end: what was read, decompressed, skipped and why.")
    private boolean printStats;

    @Option(
            names = "--estimate",
            description = "Don't search, but print what the search would cost at most, as the headers of frames tell. "
                    + "Pipes are not read.")
    private boolean estimate;

    @Mixin
    private final InputOptions inputOptions = new InputOptions();

    @Mixin
    private final RefusedOptions refused = new RefusedOptions();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "What to look for; not given when -e or -f is.")
    private @Nullable String pattern;

    @Parameters(
            index = "1..*",
            paramLabel = "FILE",
            description = "Event streams; - is standard input, a directory stands for the streams in it. "
                    + "ev://HOST:PORT,HOST:PORT… stands for what these servers hold, as evfetch gives it: name all of "
                    + "one cluster. Default: -.")
    private List<String> files = new ArrayList<>();

    @Override
    public int run(Stdio io) throws IOException {
        refused.check();
        List<String> operands = new ArrayList<>(files);
        String operand = pattern;
        if (patterns.givePatterns() && operand != null) {
            operands.add(0, operand);
        } else if (operand == null && !patterns.givePatterns()) {
            throw UserError.usage("no pattern is given");
        }
        if (operands.isEmpty() && recursive) {
            operands.add(".");
        }
        PatternOptions.Asked asked = patterns.asked(operand == null ? "" : operand, io);
        if (maxCount == 0 && !result.namesInputsWithout()) {
            return ExitCode.NOT_MATCHED;
        }
        EventFilter filter = filters.filter(io);
        boolean many = operands.size() > 1 || (operands.size() == 1 && new File(operands.get(0)).isDirectory());
        EventInputs inputs = inputOptions.open(io, operands, key, filter).silentAboutUnreadable(noMessages);
        EventMatcher matcher = new EventMatcher(asked.patterns().compile(asked.texts()), raw);
        SearchStats stats = new SearchStats();
        long begun = io.clock().epochNanos();
        long selected;
        boolean limitHit;
        try (Results results = result.open(io, matcher, many, invert)) {
            boolean ordered = many && !result.isSummary();
            SearchPlan plan = plan(asked, filter, results, ordered);
            if (estimate) {
                io.out().write(new Estimate(plan, inputs).run());
                return inputs.failed() || inputs.damaged() ? ExitCode.FAILURE : ExitCode.OK;
            }
            ContextTracker context = result.context(results);
            Delivery delivery = new Delivery(plan, results, context, matcher, inputs, io.diagnostics(), io.clock());
            try (Workers workers = new Workers(plan, matcher, threads())) {
                if (ordered) {
                    new TimeOrderSearch(plan, inputs, delivery, workers, stats, results).run();
                } else {
                    new InOrderSearch(plan, inputs, delivery, workers, stats, !many, result.isQuiet()).run();
                }
                stats.add(workers.stats());
            }
            selected = delivery.selected();
            limitHit = delivery.limitHit();
        }
        if (printStats) {
            io.err().write(stats.text(selected, io.clock().epochNanos() - begun));
        }
        boolean failed = limitHit || inputs.failed() || inputs.damaged();
        if (failed && !(result.isQuiet() && selected > 0)) {
            return ExitCode.FAILURE;
        }
        return selected > 0 ? ExitCode.OK : ExitCode.NOT_MATCHED;
    }

    private SearchPlan plan(PatternOptions.Asked asked, EventFilter filter, Results results, boolean ordered) {
        boolean contextShown = results.wantsContext() && result.hasContext();
        long most = maxCount < 0 ? Long.MAX_VALUE : maxCount;
        if (results.isEnoughAtFirst()) {
            most = Math.min(most, 1);
        }
        SearchPlan.Wanted wanted = SearchPlan.Wanted.SELECTED;
        if (result.isSummary()) {
            wanted = SearchPlan.Wanted.COUNT;
        } else if (contextShown) {
            wanted = SearchPlan.Wanted.ALL;
        }
        return new SearchPlan(
                asked.patterns(), asked.texts(), raw, filter, invert, most, wanted, ordered, result.showsNumbers());
    }

    private int threads() {
        if (jobs < 0) {
            throw UserError.usage("-j: expected how many threads, found " + jobs);
        }
        return jobs == 0 ? Runtime.getRuntime().availableProcessors() : jobs;
    }
}
