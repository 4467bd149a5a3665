package evtools.evgrep;

import evtools.evgrep.pattern.Patterns;
import evtools.pipe.EventFilter;
import java.util.List;

/**
 * What is looked for and how much of it is wanted. Immutable, but for the filter it hands out copies of.
 *
 * @param patterns how the patterns are read
 * @param texts the patterns
 * @param raw whether they are matched against the original line
 * @param filter which events are looked at
 * @param invert whether the lines that don't match are selected
 * @param maxSelected how many lines of an input are selected at most
 * @param wanted what is to be kept of a frame that was searched
 * @param byTime whether what is kept is to be in the order of time
 * @param numbers whether lines are counted, so that all must be looked at
 */
record SearchPlan(
        Patterns patterns,
        List<String> texts,
        boolean raw,
        EventFilter filter,
        boolean invert,
        long maxSelected,
        Wanted wanted,
        boolean byTime,
        boolean numbers) {

    /** What is to be kept of a frame that was searched. */
    enum Wanted {
        /** How many lines were selected. */
        COUNT,
        /** The selected lines. */
        SELECTED,
        /** All lines. */
        ALL
    }

    /** A matcher for the use of one thread. */
    EventMatcher newMatcher() {
        return new EventMatcher(patterns.compile(texts), raw);
    }
}
