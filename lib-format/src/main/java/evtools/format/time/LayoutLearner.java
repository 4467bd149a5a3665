package evtools.format.time;

import evtools.format.time.TimeLearner.DateOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns the layouts of a source from its first lines: each line is read in every way that makes sense, the way that
 * explains most lines wins, and so does what follows the time. Reusable, not thread-safe.
 */
final class LayoutLearner {
    /** Most layouts of one source. */
    static final int MAX_LAYOUTS = 8;

    private static final int MAX_LINES = 256;
    private static final int MAX_LINE_BYTES = 2_048;
    private static final int MAX_EPOCH_WORDS = 8;

    private final LineLearner lines = new LineLearner();
    private final LineHead head = new LineHead();
    private final int[] starts = new int[MAX_LINES];
    private final int[] ends = new int[MAX_LINES];
    private int count;

    /** Layouts, and how many lines each explained. */
    private static final class Found {
        private final List<Layout> layouts = new ArrayList<>();
        private final List<Integer> counts = new ArrayList<>();
        private int matched;
        private boolean ambiguous;

        /** Whether some layouts have the day first and some the month. */
        boolean disagrees() {
            boolean monthFirst = false;
            boolean dayFirst = false;
            for (Layout layout : layouts) {
                String text = layout.text();
                int month = Math.max(text.indexOf("%m"), text.indexOf("%-m"));
                int day = Math.max(text.indexOf("%d"), text.indexOf("%-d"));
                if (month >= 0 && day >= 0 && text.indexOf("%Y") > Math.max(month, day)) {
                    monthFirst |= month < day;
                    dayFirst |= day < month;
                }
            }
            return monthFirst && dayFirst;
        }
    }

    @FunctionalInterface
    private interface Reading {
        @Nullable
        String layout(byte[] line, int from, int to);
    }

    /** Learns from the lines in {@code [from, to)}; an empty list if none has a time. */
    List<Layout> learn(byte[] buffer, int from, int to) {
        split(buffer, from, to);
        Found best = readAll(buffer, DateOrder.USUAL);
        if (best.ambiguous) {
            for (DateOrder order : DateOrder.values()) {
                Found found = readAll(buffer, order);
                if (found.matched > best.matched
                        || (found.matched == best.matched && best.disagrees() && !found.disagrees())) {
                    best = found;
                }
            }
        }
        return withTails(buffer, best);
    }

    private Found readAll(byte[] buffer, DateOrder order) {
        Found best = read(buffer, (line, from, to) -> lines.atStart(line, from, to, order));
        if (best.matched * 10 >= count) {
            return best;
        }
        best = better(best, read(buffer, (line, from, to) -> lines.afterWords(line, from, to, order)));
        for (int words = 0; words < MAX_EPOCH_WORDS && best.matched * 10 < count * 9; words++) {
            int word = words;
            boolean named = words >= 4 && mostNamed(buffer);
            Found found = read(buffer, (line, from, to) -> lines.epoch(line, from, to, word, named));
            // One number of ten digits may be anything; in nearly all lines at the same place it is a time.
            if (found.matched * 10 >= count * 9 && (words == 0 || count >= 5)) {
                best = better(best, found);
            }
        }
        if (best.matched * 2 < count) {
            best = better(best, read(buffer, (line, from, to) -> lines.inPlace(line, from, to, order)));
        }
        return best;
    }

    private static Found better(Found first, Found second) {
        return second.matched > first.matched ? second : first;
    }

    private boolean mostNamed(byte[] buffer) {
        int named = 0;
        for (int i = 0; i < count; i++) {
            if (LineLearner.beginsWithNames(buffer, starts[i], ends[i])) {
                named++;
            }
        }
        return named * 10 >= count * 9;
    }

    private void split(byte[] buffer, int from, int to) {
        count = 0;
        int at = from;
        while (at < to && count < MAX_LINES) {
            int end = at;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            int last = end > at && buffer[end - 1] == '\r' ? end - 1 : end;
            if (last > at) {
                starts[count] = at;
                ends[count] = Math.min(last, at + MAX_LINE_BYTES);
                count++;
            }
            at = end + 1;
        }
    }

    private Found read(byte[] buffer, Reading reading) {
        Found found = new Found();
        YearRule years = new YearRule();
        for (int i = 0; i < count; i++) {
            int known = matching(found.layouts, buffer, i, years);
            if (known < 0 && found.layouts.size() < MAX_LAYOUTS) {
                String text = reading.layout(buffer, starts[i], ends[i]);
                Layout layout = text == null ? null : Layout.of(text);
                if (layout != null && layout.match(buffer, starts[i], ends[i], head, years)) {
                    found.ambiguous |= lines.ambiguous();
                    found.layouts.add(layout);
                    found.counts.add(0);
                    known = found.layouts.size() - 1;
                }
            }
            if (known >= 0) {
                found.counts.set(known, found.counts.get(known) + 1);
                found.matched++;
            }
        }
        return found;
    }

    private int matching(List<Layout> layouts, byte[] buffer, int line, YearRule years) {
        for (int i = 0; i < layouts.size(); i++) {
            if (layouts.get(i).match(buffer, starts[line], ends[line], head, years)) {
                return i;
            }
        }
        return -1;
    }

    private List<Layout> withTails(byte[] buffer, Found found) {
        Integer[] order = new Integer[found.layouts.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> found.counts.get(b) - found.counts.get(a));
        List<Layout> layouts = new ArrayList<>();
        for (int index : order) {
            layouts.add(withTail(buffer, found.layouts.get(index), found.counts.get(index)));
        }
        return layouts;
    }

    private Layout withTail(byte[] buffer, Layout plain, int lineCount) {
        Tail[] tails = Tail.fitting(plain.text());
        for (Tail tail : tails) {
            Layout layout = Layout.of(plain.text() + tail.text());
            if (layout == null) {
                continue;
            }
            int apps = 0;
            YearRule years = new YearRule();
            for (int i = 0; i < count; i++) {
                if (layout.match(buffer, starts[i], ends[i], head, years) && head.appLength() > 0) {
                    apps++;
                }
            }
            if (apps * 100 >= lineCount * tail.percent()) {
                return layout;
            }
        }
        return plain;
    }

    /** Learns from a single line that fits none of the known layouts; null if it doesn't begin with a time. */
    @Nullable
    Layout learnOne(byte[] line, int from, int to, List<Layout> known) {
        if (!LineLearner.couldStart(line, from, to)) {
            return null;
        }
        String text = lines.atStart(line, from, Math.min(to, from + MAX_LINE_BYTES), orderOf(known));
        Layout plain = text == null ? null : Layout.of(text);
        if (text == null || plain == null || !plain.match(line, from, to, head, new YearRule())) {
            return null;
        }
        for (Tail tail : Tail.fitting(text)) {
            boolean usual = !known.isEmpty() && known.getFirst().text().endsWith(tail.text());
            if (tail == Tail.NAME && !usual) {
                continue;
            }
            Layout layout = Layout.of(text + tail.text());
            if (layout != null
                    && layout.match(line, from, to, head, new YearRule())
                    && (head.appLength() > 0 || (usual && tail == Tail.SYSLOG) || tail == Tail.RFC5424)) {
                return layout;
            }
        }
        return plain;
    }

    private static DateOrder orderOf(List<Layout> known) {
        for (Layout layout : known) {
            String text = layout.text();
            if (text.contains("%y")) {
                if (text.contains("%m/%d/%y") || text.contains("%m-%d-%y") || text.contains("%m.%d.%y")) {
                    return DateOrder.MONTH_FIRST_SHORT_YEAR;
                }
                if (text.contains("%d/%m/%y") || text.contains("%d-%m-%y") || text.contains("%d.%m.%y")) {
                    return DateOrder.DAY_FIRST_SHORT_YEAR;
                }
            }
            if (text.contains("d/%m/%Y") || text.contains("d/%-m/%Y")) {
                return DateOrder.DAY_FIRST;
            }
            if (text.contains("d-%Y") || text.contains("d.%Y")) {
                return DateOrder.MONTH_FIRST;
            }
        }
        return DateOrder.USUAL;
    }
}
