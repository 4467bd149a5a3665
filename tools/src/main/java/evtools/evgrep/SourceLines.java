package evtools.evgrep;

import java.util.ArrayDeque;

/** The lines of one source as context sees them. Not thread-safe. */
final class SourceLines {
    /** Lines before what may be selected next, the oldest first. */
    final ArrayDeque<LogLine> held = new ArrayDeque<>();
    /** How many lines after the last selected one are still to be shown. */
    long afterLeft;
    /** How many lines there were. */
    long count;
    /** Which of them was shown last, or 0. */
    long lastShown;
}
