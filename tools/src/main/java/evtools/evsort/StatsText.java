package evtools.evsort;

import evtools.sort.SorterStats;

/** The counters of {@code --stats}, one a line: what it is, two blanks or more, the number. */
final class StatsText {
    private static final int COLUMN = 32;

    private final StringBuilder text = new StringBuilder();

    private StatsText() {}

    static String of(SorterStats stats, long otherFrames) {
        StatsText lines = new StatsText();
        lines.add("events", stats.events());
        lines.add("duplicates left out", stats.duplicates());
        lines.add("late", stats.lateEvents());
        lines.add("out of order", stats.inversions());
        for (int i = 0; i < SorterStats.classes(); i++) {
            if (stats.behind(i) > 0) {
                lines.add("  behind " + range(i), stats.behind(i));
            }
        }
        lines.add("slices given out", stats.slices());
        lines.add("temporary files", stats.spilledRuns());
        lines.add("bytes in temporary files", stats.spilledBytes());
        lines.add("other frames left out", otherFrames);
        return lines.text.toString();
    }

    private static String range(int index) {
        long to = SorterStats.classSeconds(index);
        long from = index == 0 ? 0 : SorterStats.classSeconds(index - 1);
        return to == 0 ? "by " + from + " s and more" : "by " + from + " to " + to + " s";
    }

    private void add(String what, long number) {
        text.append(what);
        for (int i = what.length(); i < COLUMN; i++) {
            text.append(' ');
        }
        text.append(number).append('\n');
    }
}
