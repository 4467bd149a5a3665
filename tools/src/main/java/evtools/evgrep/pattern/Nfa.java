package evtools.evgrep.pattern;

import evtools.evgrep.pattern.Node.Assertion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A nondeterministic automaton (Thompson's construction). State {@code s} is one of
 *
 * <pre>
 * CHARS   a character of sets.get(arg[s]), then next[s]
 * SPLIT   next[s] or other[s]
 * ASSERT  the condition assertions.get(arg[s]), then next[s]
 * ACCEPT  the pattern is matched
 * </pre>
 */
final class Nfa {
    static final byte CHARS = 0;
    static final byte SPLIT = 1;
    static final byte ASSERT = 2;
    static final byte ACCEPT = 3;

    private static final int MAX_STATES = 400_000;

    byte[] op = new byte[64];
    int[] arg = new int[64];
    int[] next = new int[64];
    int[] other = new int[64];
    final List<CharSet> sets = new ArrayList<>();
    final List<Assertion> assertions = new ArrayList<>();
    final int start;
    boolean looksAtWords;
    private int size;
    private final Map<CharSet, Integer> setNumbers = new HashMap<>();

    /**
     * @throws PatternException if the automaton would grow beyond what is reasonable
     */
    Nfa(Node pattern) throws PatternException {
        int accept = add(ACCEPT, 0, -1, -1);
        start = compile(pattern, accept);
    }

    int size() {
        return size;
    }

    private int add(byte operation, int argument, int following, int alternative) throws PatternException {
        if (size >= MAX_STATES) {
            throw new PatternException("Regular expression too big");
        }
        if (size == op.length) {
            op = Arrays.copyOf(op, size * 2);
            arg = Arrays.copyOf(arg, size * 2);
            next = Arrays.copyOf(next, size * 2);
            other = Arrays.copyOf(other, size * 2);
        }
        op[size] = operation;
        arg[size] = argument;
        next[size] = following;
        other[size] = alternative;
        return size++;
    }

    /** Adds the states of {@code node}, built from its end to its beginning; returns where to enter. */
    private int compile(Node node, int following) throws PatternException {
        if (node instanceof Node.Chars chars) {
            return add(CHARS, setNumber(chars.set()), following, -1);
        }
        if (node instanceof Node.Sequence sequence) {
            int entry = following;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                entry = compile(sequence.parts().get(i), entry);
            }
            return entry;
        }
        if (node instanceof Node.Choice choice) {
            int entry = compile(choice.branches().get(choice.branches().size() - 1), following);
            for (int i = choice.branches().size() - 2; i >= 0; i--) {
                entry = add(SPLIT, 0, compile(choice.branches().get(i), following), entry);
            }
            return entry;
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat(repeat, following);
        }
        if (node instanceof Node.Group group) {
            return compile(group.body(), following);
        }
        if (node instanceof Node.Assert condition) {
            looksAtWords |= condition.what() != Assertion.LINE_START && condition.what() != Assertion.LINE_END;
            assertions.add(condition.what());
            return add(ASSERT, assertions.size() - 1, following, -1);
        }
        if (node instanceof Node.Words words) {
            return words(words, following);
        }
        if (node instanceof Node.BackReference back) {
            throw new IllegalArgumentException("an automaton can't look back at group " + back.group());
        }
        return following;
    }

    private int repeat(Node.Repeat repeat, int following) throws PatternException {
        int entry = following;
        if (repeat.most() < 0) {
            int loop = add(SPLIT, 0, -1, following);
            int body = compile(repeat.body(), loop);
            next[loop] = body;
            entry = loop;
        } else {
            for (int i = repeat.least(); i < repeat.most(); i++) {
                entry = add(SPLIT, 0, compile(repeat.body(), entry), following);
            }
        }
        for (int i = 0; i < repeat.least(); i++) {
            entry = compile(repeat.body(), entry);
        }
        return entry;
    }

    /** Shares beginnings in a tree, so that thousands of words stay few active states. */
    private int words(Node.Words words, int following) throws PatternException {
        WordTree tree = new WordTree(words.words());
        int[] entries = new int[tree.size()];
        for (int n = tree.size() - 1; n >= 0; n--) {
            int entry = tree.isWordEnd(n) ? following : -1;
            for (int child = tree.firstChild(n); child >= 0; child = tree.sibling(child)) {
                CharSet set = CharSet.of(tree.character(child));
                int step = add(CHARS, setNumber(words.ignoreCase() ? set.foldCase() : set), entries[child], -1);
                entry = entry < 0 ? step : add(SPLIT, 0, step, entry);
            }
            entries[n] = entry;
        }
        return entries[0];
    }

    private int setNumber(CharSet set) {
        Integer known = setNumbers.putIfAbsent(set, sets.size());
        if (known != null) {
            return known;
        }
        sets.add(set);
        return sets.size() - 1;
    }
}
