package evtools.evgrep;

import evtools.cli.Diagnostics;
import evtools.cli.WallClock;
import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.frame.FrameKind;
import evtools.pipe.EventFilter;
import evtools.pipe.EventInputs;
import java.io.IOException;
import java.util.List;

/**
 * Takes what was found in units to the results: applies {@code -m}, finds context, joins lines whose parts lie in
 * several frames, reports what was damaged. Not thread-safe.
 */
final class Delivery {
    /** How long found lines wait in a buffer at most, while the search goes on. */
    private static final long FLUSH_NANOS = 100_000_000L;

    private final SearchPlan plan;
    private final Results results;
    private final ContextTracker context;
    private final EventMatcher matcher;
    private final EventFilter filter;
    private final EventInputs inputs;
    private final Diagnostics diagnostics;
    private final WallClock clock;
    private final LogLine line = new LogLine();
    private long lastFlush;
    private long selected;
    private boolean limitHit;

    /** @param matcher for the use of this thread */
    Delivery(
            SearchPlan plan,
            Results results,
            ContextTracker context,
            EventMatcher matcher,
            EventInputs inputs,
            Diagnostics diagnostics,
            WallClock clock) {
        this.plan = plan;
        this.results = results;
        this.context = context;
        this.matcher = matcher;
        this.filter = plan.filter().copy();
        this.inputs = inputs;
        this.diagnostics = diagnostics;
        this.clock = clock;
        this.lastFlush = clock.epochNanos();
    }

    /** How many lines were selected in all inputs. */
    long selected() {
        return selected;
    }

    /** Whether the pattern gave up on some line. */
    boolean limitHit() {
        return limitHit;
    }

    /** The next lines come from this input, and context doesn't reach over to it. */
    void begin(SearchInput input) throws IOException {
        results.begin(input.name());
        context.begin();
        if (plan.maxSelected() == 0) {
            input.done();
        }
    }

    /** No more comes from this input. */
    void end(SearchInput input) throws IOException {
        if (!input.isDone()) {
            input.joiner.atEnd(joined -> joined(joined, input));
        }
        if (input.isDone()) {
            results.stopped();
        }
        results.end(input.selected);
    }

    /** Delivers what was found in a unit, whose input's turn it is. */
    void deliver(Unit unit) throws IOException {
        SearchInput input = unit.input;
        if (input.isDone()) {
            return;
        }
        if (unit.kind == Unit.Kind.OTHER) {
            // Positions inside a long line are left out: the next ones cover it.
            if (!(input.joiner.isInsideLine() && unit.header.kind() == FrameKind.POSITIONS)) {
                results.other(unit);
            }
            return;
        }
        report(unit);
        input.joiner.before(unit, joined -> joined(joined, input));
        reportGivenUp(unit);
        if (plan.wanted() == SearchPlan.Wanted.COUNT) {
            count(input, unit.selected);
            return;
        }
        FoundList lines = unit.found();
        for (int i = 0; i < lines.size() && !input.isDone(); i++) {
            lines.look(i, line, input.joiner.firstNumber(), unit.header);
            deliver(line, input, lines.isSelected(i));
        }
        unit.release();
    }

    private void joined(LogLine joined, SearchInput input) throws IOException {
        if (input.isDone() || !filter.passes(joined.first())) {
            return;
        }
        boolean isSelected = isSelected(joined, input);
        if (plan.wanted() == SearchPlan.Wanted.COUNT) {
            count(input, isSelected ? 1 : 0);
        } else {
            deliver(joined, input, isSelected);
        }
    }

    /** Whether a line whose filter has been asked is selected. */
    boolean isSelected(LogLine joined, SearchInput input) throws IOException {
        try {
            return matcher.matches(joined) != plan.invert();
        } catch (MatchLimitException e) {
            giveUp(String.valueOf(e.getMessage()), input, joined.number());
            return false;
        }
    }

    /** Whether the filter lets a line pass. */
    boolean passes(LogLine joined) {
        return filter.passes(joined.first());
    }

    private void count(SearchInput input, long more) {
        long counted = Math.min(more, plan.maxSelected() - input.selected);
        input.selected += counted;
        selected += counted;
        if (input.selected >= plan.maxSelected()) {
            input.done();
        }
    }

    /** Delivers a line of an input that is not done. */
    void deliver(LogLine found, SearchInput input, boolean isSelected) throws IOException {
        if (isSelected && input.selected < plan.maxSelected()) {
            input.selected++;
            selected++;
            try {
                context.selected(found, input.ordinal());
            } catch (MatchLimitException e) {
                giveUp(String.valueOf(e.getMessage()), input, found.number());
            }
        } else {
            context.notSelected(found, input.ordinal());
        }
        if (input.selected >= plan.maxSelected() && !context.wantsMore()) {
            input.done();
        }
    }

    /** Reports what could not be read of a unit. */
    void report(Unit unit) {
        for (Unit.Damage damage : unit.damage) {
            unit.input.events().reportDamage(damage.offset(), damage.length(), damage.what());
        }
        IOException failure = unit.readFailure;
        if (failure != null) {
            inputs.fail(unit.input.name(), failure);
            unit.input.done();
        }
    }

    /** Reports lines on which the pattern gave up. */
    void reportGivenUp(Unit unit) {
        List<Unit.GivenUp> all = unit.givenUp;
        for (Unit.GivenUp one : all) {
            giveUp(one.why(), unit.input, unit.input.joiner.firstNumber() + one.ordinal());
        }
    }

    private void giveUp(String why, SearchInput input, long number) {
        limitHit = true;
        diagnostics.errorIn(input.name(), why + ", event " + number);
    }

    /** Writes out what is buffered if it has waited long enough. */
    void flushWhenDue() throws IOException {
        long now = clock.epochNanos();
        if (now - lastFlush > FLUSH_NANOS || now < lastFlush) {
            lastFlush = now;
            results.flush();
        }
    }

    /** Writes out what is buffered: the search has to wait. */
    void flush() throws IOException {
        results.flush();
    }
}
