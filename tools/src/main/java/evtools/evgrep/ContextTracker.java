package evtools.evgrep;

import evtools.evgrep.pattern.MatchLimitException;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Gives lines before and after the selected ones, of the same source, to the results ({@code -A -B -C}), each line
 * once, and says where lines were left out. Holds copies of at most {@link #MAX_HELD_BYTES} of lines. Not thread-safe.
 */
final class ContextTracker {
    private static final long MAX_HELD_BYTES = 64L << 20;

    private final Results results;
    private final boolean on;
    private final long before;
    private final long after;
    private final SourceTable sources = new SourceTable();
    private final ArrayDeque<LogLine> spare = new ArrayDeque<>();
    private long heldBytes;
    private long wanting;
    private @Nullable SourceLines lastSource;
    private boolean anyShown;

    /** @param on whether gaps are marked, and lines before and after given */
    ContextTracker(Results results, boolean on, long before, long after) {
        this.on = on;
        this.results = results;
        this.before = before;
        this.after = after;
    }

    /** Begins with another input, whose lines have nothing to do with those before. */
    void begin() {
        for (SourceLines source : sources.all()) {
            spare.addAll(source.held);
        }
        sources.forgetAll();
        heldBytes = 0;
        wanting = 0;
        lastSource = null;
    }

    /** Whether lines after some selected one are still wanted. */
    boolean wantsMore() {
        return wanting > 0;
    }

    void selected(LogLine line, int input) throws IOException, MatchLimitException {
        if (on) {
            SourceLines source = sources.of(line.first(), input);
            source.count++;
            long place = source.count - source.held.size();
            for (LogLine earlier : source.held) {
                showGapBefore(source, place);
                results.context(earlier);
                shown(source, place++);
            }
            forget(source);
            showGapBefore(source, place);
            shown(source, place);
            wanting += (after > 0 ? 1 : 0) - (source.afterLeft > 0 ? 1 : 0);
            source.afterLeft = after;
        }
        results.selected(line);
    }

    void notSelected(LogLine line, int input) throws IOException {
        if (!on) {
            return;
        }
        SourceLines source = sources.of(line.first(), input);
        source.count++;
        if (source.afterLeft > 0) {
            showGapBefore(source, source.count);
            source.afterLeft--;
            wanting -= source.afterLeft == 0 ? 1 : 0;
            results.context(line);
            shown(source, source.count);
        } else if (before > 0) {
            hold(source, line);
        }
    }

    private void shown(SourceLines source, long place) {
        source.lastShown = place;
        lastSource = source;
        anyShown = true;
    }

    private void showGapBefore(SourceLines source, long place) throws IOException {
        boolean follows = source == lastSource && source.lastShown == place - 1;
        if (anyShown && !follows) {
            results.gap();
        }
    }

    private void hold(SourceLines source, LogLine line) {
        LogLine copy = spare.isEmpty() ? new LogLine() : spare.removeLast();
        copy.copyOf(line);
        source.held.addLast(copy);
        heldBytes += copy.bytes();
        while (source.held.size() > before || (heldBytes > MAX_HELD_BYTES && !source.held.isEmpty())) {
            LogLine oldest = source.held.removeFirst();
            heldBytes -= oldest.bytes();
            spare.addLast(oldest);
        }
    }

    private void forget(SourceLines source) {
        for (LogLine line : source.held) {
            heldBytes -= line.bytes();
            spare.addLast(line);
        }
        source.held.clear();
    }
}
