package evtools.evgrep;

import evtools.evgrep.pattern.MatchLimitException;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Gives lines before and after the selected ones to the results ({@code -A -B -C}), each line once, and says where
 * lines were left out. Holds copies of at most {@link #MAX_HELD_BYTES} of lines. Not thread-safe.
 */
final class ContextTracker {
    private static final long MAX_HELD_BYTES = 64L << 20;

    private final Results results;
    private final long before;
    private final long after;
    private final ArrayDeque<LogLine> held = new ArrayDeque<>();
    private final ArrayDeque<LogLine> spare = new ArrayDeque<>();
    private long heldBytes;
    private long afterLeft;
    private long lastShown;
    private boolean anyShown;

    ContextTracker(Results results, long before, long after) {
        this.results = results;
        this.before = before;
        this.after = after;
    }

    /** Begins with another input. */
    void begin() {
        forget();
        afterLeft = 0;
        lastShown = -1;
    }

    /** Whether lines after the last selected one are still wanted. */
    boolean wantsMore() {
        return afterLeft > 0;
    }

    void selected(LogLine line) throws IOException, MatchLimitException {
        if (before > 0 || after > 0) {
            LogLine first = held.isEmpty() ? line : held.getFirst();
            showGapBefore(first.number());
            for (LogLine earlier : held) {
                results.context(earlier);
            }
            forget();
            shown(line);
        }
        results.selected(line);
        afterLeft = after;
    }

    void notSelected(LogLine line) throws IOException {
        if (afterLeft > 0) {
            afterLeft--;
            results.context(line);
            shown(line);
        } else if (before > 0) {
            hold(line);
        }
    }

    private void shown(LogLine line) {
        lastShown = line.number();
        anyShown = true;
    }

    private void showGapBefore(long number) throws IOException {
        if (anyShown && number != lastShown + 1) {
            results.gap();
        }
    }

    private void hold(LogLine line) {
        LogLine copy = spare.isEmpty() ? new LogLine() : spare.removeLast();
        copy.copyOf(line);
        held.addLast(copy);
        heldBytes += copy.bytes();
        while (held.size() > before || (heldBytes > MAX_HELD_BYTES && held.size() > 1)) {
            LogLine oldest = held.removeFirst();
            heldBytes -= oldest.bytes();
            spare.addLast(oldest);
        }
    }

    private void forget() {
        spare.addAll(held);
        held.clear();
        heldBytes = 0;
    }
}
