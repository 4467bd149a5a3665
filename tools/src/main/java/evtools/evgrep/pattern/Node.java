package evtools.evgrep.pattern;

import java.util.List;

/** A parsed pattern. Immutable. */
sealed interface Node {
    /** Matches the empty string. */
    record Empty() implements Node {}

    /** One character of a set. */
    record Chars(CharSet set) implements Node {}

    record Sequence(List<Node> parts) implements Node {}

    record Choice(List<Node> branches) implements Node {}

    /** {@code most} is -1 when there is no upper bound. */
    record Repeat(Node body, int least, int most) implements Node {}

    /** The {@code number}-th pair of parentheses, from 1. */
    record Group(int number, Node body) implements Node {}

    record BackReference(int group) implements Node {}

    record Assert(Assertion what) implements Node {}

    /** One of many words, as code points; what {@code -F} with several patterns is. */
    record Words(List<int[]> words, boolean ignoreCase) implements Node {}

    /** A condition on a place between two characters. */
    enum Assertion {
        LINE_START,
        LINE_END,
        WORD_EDGE,
        NO_WORD_EDGE,
        WORD_START,
        WORD_END,
        /** The character before is no word character: the left side of {@code -w}. */
        NO_WORD_BEFORE,
        /** The character after is no word character: the right side of {@code -w}. */
        NO_WORD_AFTER
    }
}
