package evtools.evgrep;

import evtools.cli.Diagnostics;
import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import evtools.pipe.EventFilter;
import evtools.pipe.EventInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Searches one input after another. Not thread-safe. */
final class Search {
    private final EventFilter filter;
    private final EventMatcher matcher;
    private final Results results;
    private final ContextTracker context;
    private final Diagnostics diagnostics;
    private final Limits limits;
    private @Nullable LineAssembler current;
    private boolean limitHit;

    /**
     * How far a search goes.
     *
     * @param invert whether the lines that don't match are selected
     * @param maxSelected after how many selected lines the search in an input stops
     * @param before how many lines before a selected one are shown
     * @param after how many lines after a selected one are shown
     * @param numbers whether lines are shown with their number, so that all must be counted
     * @param passOnOthers whether frames of other kinds are given to the results
     */
    record Limits(boolean invert, long maxSelected, long before, long after, boolean numbers, boolean passOnOthers) {}

    Search(EventFilter filter, EventMatcher matcher, Results results, Limits limits, Diagnostics diagnostics) {
        this.filter = filter;
        this.matcher = matcher;
        this.results = results;
        this.limits = limits;
        this.diagnostics = diagnostics;
        boolean shown = results.wantsContext();
        this.context = new ContextTracker(results, shown ? limits.before() : 0, shown ? limits.after() : 0);
    }

    /** Whether the pattern gave up on some line. */
    boolean limitHit() {
        return limitHit;
    }

    /** Searches an input; returns how many lines it selected. */
    long run(EventInput input) throws IOException {
        input.frames().beforeWaiting(this::flush);
        results.begin(input.name());
        context.begin();
        long selected = 0;
        try (EventReader events = new EventReader(input.frames(), () -> nextFrame(input), frame -> other(frame))) {
            LineAssembler lines = new LineAssembler(events);
            current = lines;
            while (selected < limits.maxSelected() || context.wantsMore()) {
                if (!lines.next()) {
                    results.end(selected);
                    return selected;
                }
                LogLine line = lines.line();
                if (!filter.passes(line.first())) {
                    continue;
                }
                if (selected < limits.maxSelected() && isSelected(line, input)) {
                    selected++;
                    show(line, input);
                    if (results.isEnoughAtFirst()) {
                        break;
                    }
                } else {
                    context.notSelected(line);
                }
            }
        }
        results.stopped();
        results.end(selected);
        return selected;
    }

    /** A line on which the pattern gives up is reported and not selected. */
    private boolean isSelected(LogLine line, EventInput input) throws IOException {
        try {
            return matcher.matches(line) != limits.invert();
        } catch (MatchLimitException e) {
            report(e, input);
            return false;
        }
    }

    private void show(LogLine line, EventInput input) throws IOException {
        try {
            context.selected(line);
        } catch (MatchLimitException e) {
            report(e, input);
        }
    }

    private void report(MatchLimitException e, EventInput input) {
        limitHit = true;
        LineAssembler lines = current;
        diagnostics.errorIn(
                input.name(),
                e.getMessage() + ", event " + (lines == null ? 0 : lines.line().number()));
    }

    /** Passes frames over that can't hold anything; where lines are numbered, all must be read. */
    private boolean nextFrame(EventInput input) throws IOException {
        while (input.nextFrame()) {
            FrameHeader header = input.frames().header();
            boolean skip = !limits.numbers()
                    && header.unreadable() == null
                    && header.kind() == FrameKind.EVENTS
                    && !filter.mayPass(header);
            if (!skip) {
                return true;
            }
        }
        return false;
    }

    /**
     * Passes positions and end marks on, in their place among the events. Positions that come inside a long line are
     * left out: the next ones cover it.
     */
    private void other(FrameReader frame) throws IOException {
        LineAssembler lines = current;
        boolean inside = lines != null && lines.isInsideLine();
        if (limits.passOnOthers() && !(inside && frame.header().kind() == FrameKind.POSITIONS)) {
            results.other(frame);
        }
    }

    private void flush() {
        try {
            results.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
