package evtools.evgrep;

import java.io.IOException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Lines that were found in one unit, as they take part in bringing all into the order of time. */
final class FoundLines {
    /** By time, then by input, then by the order in which the units were taken. */
    static final Comparator<FoundLines> ORDER = (a, b) -> {
        int order = Long.compareUnsigned(a.key, b.key);
        order = order != 0 ? order : Integer.compare(a.unit.input.ordinal(), b.unit.input.ordinal());
        return order != 0 ? order : Long.compare(a.ordinal, b.ordinal);
    };

    private final Unit unit;
    private final FoundList found;
    private final @Nullable LineList joined;
    private final long firstNumber;
    private final long floor;
    private final long ordinal;
    private int next;
    private long key;

    /**
     * @param joined lines that come before those of the unit
     * @param firstNumber the number of the unit's first line
     * @param floor the earliest point that its lines count as: those of its input before it were given already
     * @param ordinal in which order the units were taken
     */
    FoundLines(Unit unit, @Nullable LineList joined, long firstNumber, long floor, long ordinal) {
        this.unit = unit;
        this.found = unit.found();
        this.joined = joined;
        this.firstNumber = firstNumber;
        this.floor = floor;
        this.ordinal = ordinal;
        this.key = floor;
    }

    private int joinedLines() {
        return joined == null ? 0 : joined.size();
    }

    /** Moves to the next line; false: there are no more. */
    boolean next() throws IOException {
        int at = next;
        if (at >= joinedLines() + found.size()) {
            return false;
        }
        next++;
        LineList before = joined;
        long point = before != null && at < before.size() ? before.point(at) : found.point(at - joinedLines());
        if (Long.compareUnsigned(point, floor) < 0) {
            point = floor;
        }
        if (Long.compareUnsigned(point, key) > 0) {
            key = point;
        }
        return true;
    }

    /** As which time the current line counts: never before that of a line before it. */
    long key() {
        return key;
    }

    Unit unit() {
        return unit;
    }

    /** Lets {@code line} look at the current line; whether it is selected. */
    boolean look(LogLine line) throws IOException {
        int at = next - 1;
        LineList before = joined;
        if (before != null && at < before.size()) {
            before.look(at, line, 0, unit.header);
            return before.isSelected(at);
        }
        found.look(at - joinedLines(), line, firstNumber, unit.header);
        return found.isSelected(at - joinedLines());
    }
}
