package evtools.evgrep;

import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Searches several inputs and gives what was found in the order of time.
 *
 * <pre>
 *   files:  headers ──► all units, by their first point ─┐   taken when their time comes
 *   pipes:  frame after frame ───────────────────────────┴──► FoundLines ──► the earliest line ──► Delivery
 * </pre>
 *
 * <p>A frame of a file is taken when the earliest line found so far is not before its first point, so only frames that
 * overlap are held. A pipe's frames are taken as they come: a line that is earlier than one before it counts as that
 * one. So do all inputs where lines are numbered.
 */
final class TimeOrderSearch {
    private final SearchPlan plan;
    private final EventInputs inputs;
    private final Delivery delivery;
    private final Workers workers;
    private final SearchStats stats;
    private final Results results;
    private final List<SearchInput> opened = new ArrayList<>();
    private final List<UnitSource> sources = new ArrayList<>();
    private final PriorityQueue<FoundLines> found = new PriorityQueue<>(FoundLines.ORDER);
    private final LogLine line = new LogLine();
    private @Nullable SearchInput shown;
    private long taken;

    TimeOrderSearch(
            SearchPlan plan,
            EventInputs inputs,
            Delivery delivery,
            Workers workers,
            SearchStats stats,
            Results results) {
        this.plan = plan;
        this.inputs = inputs;
        this.delivery = delivery;
        this.workers = workers;
        this.stats = stats;
        this.results = results;
    }

    void run() throws IOException {
        open();
        while (true) {
            UnitSource source = earliestSource();
            FoundLines head = found.peek();
            if (source != null && (head == null || Long.compareUnsigned(source.bound(), head.key()) <= 0)) {
                take(source);
            } else if (head != null) {
                give(head);
            } else {
                break;
            }
        }
        close();
    }

    /** Opens everything; the frames of files that can be read in any order go into one list. */
    private void open() throws IOException {
        FrameList frames = new FrameList(workers, delivery);
        EventInput next;
        while ((next = inputs.next()) != null) {
            SearchInput input = new SearchInput(next, opened.size());
            opened.add(input);
            stats.inputs++;
            if (plan.maxSelected() == 0) {
                input.done();
            }
            FrameWalk walk = new FrameWalk(input, plan, false, false, stats);
            if (input.isFile() && !plan.numbers()) {
                collect(input, walk, frames);
            } else {
                next.frames().beforeWaiting(this::flush);
                sources.add(new FrameStream(input, walk, workers, inputs));
            }
        }
        frames.sort();
        sources.add(frames);
    }

    private void collect(SearchInput input, FrameWalk walk, FrameList frames) throws IOException {
        try {
            Unit unit;
            while ((unit = walk.next()) != null) {
                frames.add(unit);
                input.unitsLeft++;
            }
            input.events().endReports();
        } catch (IOException e) {
            inputs.fail(input.name(), e);
        }
        input.events().close();
        input.closeFile();
    }

    private @Nullable UnitSource earliestSource() {
        UnitSource earliest = null;
        for (UnitSource source : sources) {
            if (earliest == null || Long.compareUnsigned(source.bound(), earliest.bound()) < 0) {
                earliest = source;
            }
        }
        return earliest;
    }

    private void take(UnitSource source) throws IOException {
        Unit unit = source.next();
        if (unit == null) {
            sources.remove(source);
            return;
        }
        SearchInput input = unit.input;
        if (!input.isDone()) {
            delivery.report(unit);
            LineList joined = joined(unit);
            delivery.reportGivenUp(unit);
            FoundLines lines = new FoundLines(unit, joined, input.joiner.firstNumber(), source.floor(), taken++);
            if (lines.next()) {
                found.add(lines);
            }
        }
        if (input.isFile() && --input.unitsLeft == 0) {
            input.closeFile();
        }
    }

    private @Nullable LineList joined(Unit unit) throws IOException {
        LineList joined = new LineList();
        unit.input.joiner.before(unit, whole -> keep(whole, unit.input, joined));
        return joined.size() == 0 ? null : joined;
    }

    private void keep(LogLine whole, SearchInput input, LineList joined) throws IOException {
        if (delivery.passes(whole)) {
            boolean isSelected = delivery.isSelected(whole, input);
            if (isSelected || plan.wanted() == SearchPlan.Wanted.ALL) {
                joined.add(whole, (int) whole.number(), isSelected);
            }
        }
    }

    private void give(FoundLines head) throws IOException {
        found.poll();
        SearchInput input = head.unit().input;
        if (input.isDone()) {
            head.unit().release();
            return;
        }
        if (input != shown) {
            shown = input;
            results.begin(input.name());
        }
        boolean isSelected = head.look(line);
        delivery.deliver(line, input, isSelected);
        if (head.next()) {
            found.add(head);
        } else {
            head.unit().release();
        }
    }

    /** Lines that were begun and never ended come last. */
    private void close() throws IOException {
        for (SearchInput input : opened) {
            LineList joined = new LineList();
            input.joiner.atEnd(whole -> keep(whole, input, joined));
            for (int i = 0; i < joined.size() && !input.isDone(); i++) {
                results.begin(input.name());
                joined.look(i, line, 0, new evtools.format.frame.FrameHeader());
                delivery.deliver(line, input, joined.isSelected(i));
            }
            input.events().endReports();
            input.closeFile();
            input.events().close();
        }
    }

    private void flush() {
        try {
            delivery.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
