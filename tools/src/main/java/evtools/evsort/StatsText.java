package evtools.evsort;

import evtools.sort.SorterStats;

/** The counters of {@code --stats}: for people one a line, for programs one JSON object on one line. */
final class StatsText {
    private static final int COLUMN = 32;

    private final SorterStats stats;
    private final long otherFrames;
    private final boolean holdDown;
    private final StringBuilder text = new StringBuilder();

    /** @param holdDown whether slices were given out as they became due */
    StatsText(SorterStats stats, long otherFrames, boolean holdDown) {
        this.stats = stats;
        this.otherFrames = otherFrames;
        this.holdDown = holdDown;
    }

    String lines() {
        text.setLength(0);
        line("events", stats.events());
        line("duplicates left out", stats.duplicates());
        line("late", stats.lateEvents());
        if (holdDown) {
            for (int i = 0; i < SorterStats.classes(); i++) {
                if (stats.lateBy(i) > 0) {
                    line("  late " + range(i), stats.lateBy(i));
                }
            }
            line("too far ahead to wait for", stats.aheadEvents());
        }
        line("out of order", stats.inversions());
        for (int i = 0; i < SorterStats.classes(); i++) {
            if (stats.behind(i) > 0) {
                line("  behind " + range(i), stats.behind(i));
            }
        }
        line("slices given out", stats.slices());
        if (holdDown) {
            line("frames passed whole", stats.wholeFrames());
            line("frames left out as copies", stats.copiedFrames());
            line("events held at most", stats.mostEventsHeld());
            line("events held on average", stats.meanEventsHeld());
            line("bytes held at most", stats.mostBytesHeld());
            line("bytes held on average", stats.meanBytesHeld());
            line("given out by an earlier evsort", stats.givenOutBeforeEvents());
        }
        line("temporary files", stats.spilledRuns());
        line("bytes in temporary files", stats.spilledBytes());
        line("other frames left out", otherFrames);
        return text.toString();
    }

    private static String range(int index) {
        long to = SorterStats.classSeconds(index);
        long from = index == 0 ? 0 : SorterStats.classSeconds(index - 1);
        return to == 0 ? "by " + from + " s and more" : "by " + from + " to " + to + " s";
    }

    private void line(String what, long number) {
        text.append(what);
        for (int i = what.length(); i < COLUMN; i++) {
            text.append(' ');
        }
        text.append(number).append('\n');
    }

    String json() {
        text.setLength(0);
        text.append('{');
        field("events", stats.events());
        field("duplicates", stats.duplicates());
        field("late", stats.lateEvents());
        classes("late_by", true);
        field("ahead", stats.aheadEvents());
        field("out_of_order", stats.inversions());
        classes("behind_by", false);
        field("slices", stats.slices());
        field("whole_frames", stats.wholeFrames());
        field("copied_frames", stats.copiedFrames());
        field("held_events_max", stats.mostEventsHeld());
        field("held_events_mean", stats.meanEventsHeld());
        field("held_bytes_max", stats.mostBytesHeld());
        field("held_bytes_mean", stats.meanBytesHeld());
        field("given_out_before", stats.givenOutBeforeEvents());
        field("spills", stats.spilledRuns());
        field("spilled_bytes", stats.spilledBytes());
        field("other_frames", otherFrames);
        text.setCharAt(text.length() - 1, '}');
        return text.append('\n').toString();
    }

    private void field(String name, long number) {
        text.append('"').append(name).append("\":").append(number).append(',');
    }

    /** How many by less than so many seconds, and no less than the class before. */
    private void classes(String name, boolean late) {
        text.append('"').append(name).append("\":{");
        for (int i = 0; i < SorterStats.classes(); i++) {
            long to = SorterStats.classSeconds(i);
            field(to == 0 ? "more" : "<" + to + "s", late ? stats.lateBy(i) : stats.behind(i));
        }
        text.setCharAt(text.length() - 1, '}');
        text.append(',');
    }
}
