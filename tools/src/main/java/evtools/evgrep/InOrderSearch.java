package evtools.evgrep;

import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Searches one input after another, each in its own order; some units ahead are searched by other threads meanwhile.
 *
 * <pre>
 *   inputs ──► FrameWalk ──► [ unit | unit | … ] ──► Delivery
 *                            searched by Workers
 * </pre>
 */
final class InOrderSearch {
    /** What units in flight may hold, besides one. */
    private static final long MAX_BYTES_AHEAD = 128L << 20;

    private final SearchPlan plan;
    private final EventInputs inputs;
    private final Delivery delivery;
    private final Workers workers;
    private final SearchStats stats;
    private final boolean passOnOthers;
    private final boolean stopAtFirst;
    private final ArrayDeque<Unit> ahead = new ArrayDeque<>();
    private long bytesAhead;
    private int opened;
    private @Nullable FrameWalk walk;
    private @Nullable SearchInput walked;
    private boolean noMore;
    private boolean waitingForInput;

    /** Nothing more of the input is wanted that would have to be waited for. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("enough", null, false, false);
        }
    }

    /**
     * @param passOnOthers whether frames of other kinds are delivered
     * @param stopAtFirst whether one selected line in any input is enough
     */
    InOrderSearch(
            SearchPlan plan,
            EventInputs inputs,
            Delivery delivery,
            Workers workers,
            SearchStats stats,
            boolean passOnOthers,
            boolean stopAtFirst) {
        this.plan = plan;
        this.inputs = inputs;
        this.delivery = delivery;
        this.workers = workers;
        this.stats = stats;
        this.passOnOthers = passOnOthers;
        this.stopAtFirst = stopAtFirst;
    }

    void run() throws IOException {
        while (!isEnough()) {
            while (!noMore && hasRoom()) {
                readAhead();
            }
            Unit unit = ahead.pollFirst();
            if (unit == null) {
                break;
            }
            deliver(unit);
        }
    }

    private boolean isEnough() {
        return stopAtFirst && delivery.selected() > 0;
    }

    private boolean hasRoom() {
        return ahead.isEmpty() || (ahead.size() < workers.window() && bytesAhead < MAX_BYTES_AHEAD);
    }

    private void readAhead() {
        FrameWalk current = walk;
        SearchInput input = walked;
        if (current == null || input == null) {
            EventInput next = inputs.next();
            if (next == null) {
                noMore = true;
                return;
            }
            input = new SearchInput(next, opened++);
            stats.inputs++;
            if (!input.isFile()) {
                next.frames().beforeWaiting(this::deliverBeforeWaiting);
            }
            walked = input;
            walk = new FrameWalk(input, plan, passOnOthers, true, stats);
            ahead.addLast(Unit.begin(input));
            return;
        }
        Unit unit = null;
        IOException failure = null;
        try {
            unit = current.next();
        } catch (IOException e) {
            failure = e;
        } catch (Enough e) {
            input.done();
        }
        if (unit == null) {
            ahead.addLast(Unit.end(input, failure));
            walk = null;
            return;
        }
        ahead.addLast(unit);
        bytesAhead += unit.header.wholeLength();
        if (unit.kind == Unit.Kind.EVENTS) {
            workers.submit(unit);
        }
    }

    private void deliver(Unit unit) throws IOException {
        switch (unit.kind) {
            case BEGIN -> delivery.begin(unit.input);
            case END -> end(unit);
            default -> {
                bytesAhead -= unit.header.wholeLength();
                if (unit.kind == Unit.Kind.EVENTS && !unit.input.isDone()) {
                    if (!workers.isDone(unit)) {
                        delivery.flushWhenDue();
                    }
                    workers.await(unit);
                }
                delivery.deliver(unit);
            }
        }
    }

    private void end(Unit unit) throws IOException {
        IOException failure = unit.readFailure;
        if (failure != null) {
            inputs.fail(unit.input.name(), failure);
        }
        delivery.end(unit.input);
        unit.input.events().endReports();
        unit.input.closeFile();
        unit.input.events().close();
    }

    /** Everything that was read is delivered before the input is waited for. */
    private void deliverBeforeWaiting() {
        if (waitingForInput) {
            return;
        }
        waitingForInput = true;
        try {
            Unit unit;
            while (!isEnough() && (unit = ahead.pollFirst()) != null) {
                deliver(unit);
            }
            delivery.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waitingForInput = false;
        }
        SearchInput input = walked;
        if (isEnough() || (input != null && input.isDone())) {
            throw new Enough();
        }
    }
}
