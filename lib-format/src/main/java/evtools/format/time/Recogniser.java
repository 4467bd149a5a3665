package evtools.format.time;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the lines of one source and generation apart. What it says of a line follows from the line, the layouts learned
 * and the year counted so far; {@link #layouts}, {@link #year} and the last time are kept in positions, so that it can
 * go on where it stood. Not thread-safe.
 */
public final class Recogniser {
    private final LayoutLearner learner = new LayoutLearner();
    private final YearRule years = new YearRule();
    private final LineHead head = new LineHead();
    private final List<Layout> layouts = new ArrayList<>();
    private FirstBytes firstBytes = new FirstBytes();

    /**
     * @param referenceEpochSeconds when the file was changed last: the first time without a year lies at most a day
     *     after it
     */
    public Recogniser(long referenceEpochSeconds) {
        years.reference(referenceEpochSeconds);
    }

    /** Learns from the first lines, {@code [from, to)}; forgets what it learned before. */
    public void learn(byte[] buffer, int from, int to) {
        clear();
        for (Layout layout : learner.learn(buffer, from, to)) {
            add(layout);
        }
    }

    /** Goes on from a position; layouts that this version doesn't know are left out. */
    public void restore(List<String> texts, int year, long lastTextTime) {
        clear();
        for (String text : texts) {
            Layout layout = Layout.of(text);
            if (layout != null && layouts.size() < LayoutLearner.MAX_LAYOUTS) {
                add(layout);
            }
        }
        years.restore(year, lastTextTime);
    }

    private void clear() {
        layouts.clear();
        firstBytes = new FirstBytes();
    }

    private void add(Layout layout) {
        for (Layout other : layouts) {
            layout.shareTime(other);
        }
        layouts.add(layout);
        firstBytes.add(layout);
    }

    /** Takes the line {@code [from, to)}, without its line end, apart. The head is valid until the next call. */
    public LineHead recognise(byte[] line, int from, int to) {
        head.forgetTime();
        for (int rest = firstBytes.candidates(line, from, to); rest != 0; rest &= rest - 1) {
            if (layouts.get(Integer.numberOfTrailingZeros(rest)).matchOther(line, from, to, head, years)) {
                return head;
            }
        }
        if (layouts.size() < LayoutLearner.MAX_LAYOUTS) {
            Layout learned = learner.learnOne(line, from, to, layouts);
            if (learned != null && learned.match(line, from, to, head, years)) {
                add(learned);
                return head;
            }
        }
        head.clear(from);
        return head;
    }

    /** The layouts as text, in the order in which they are tried. */
    public List<String> layouts() {
        List<String> texts = new ArrayList<>(layouts.size());
        for (Layout layout : layouts) {
            texts.add(layout.text());
        }
        return texts;
    }

    /** The year counted so far, 0 if no time lacked one. */
    public int year() {
        return years.year();
    }
}
