package evtools.evgrep.pattern;

import java.util.Arrays;

/**
 * Says whether a line may match of which only pieces are known: texts, and of the values between them how long they may
 * be and what bytes they are made of. Follows all states that the pattern's automaton may be in; says "may" whenever it
 * isn't sure. Not thread-safe.
 *
 * <pre>
 *   begin   text   value   text   value   text   end
 *     {0} ──────► {0} ───► {0…5} ───► {0} … a match may be seen on the way: then it says so, and nothing more is asked
 * </pre>
 */
public final class Reach {
    /** More states than this are not followed. */
    private static final int MAX_STATES = 128;

    private final LazyDfa dfa;
    private int[] states = new int[MAX_STATES];
    private int count;
    private int[] next = new int[MAX_STATES];
    private int nextCount;
    private boolean may;

    Reach(LazyDfa dfa) {
        this.dfa = dfa;
    }

    /** What the automaton tells apart among some ASCII bytes, for {@link #value}. */
    public int[] symbols(byte[] ascii) {
        int[] symbols = new int[ascii.length];
        int found = 0;
        for (byte c : ascii) {
            int symbol = dfa.symbol(c);
            boolean known = false;
            for (int i = 0; i < found; i++) {
                known |= symbols[i] == symbol;
            }
            if (!known) {
                symbols[found++] = symbol;
            }
        }
        return Arrays.copyOf(symbols, found);
    }

    /** A line begins. */
    public void begin() {
        may = false;
        states[0] = dfa.lineStart();
        count = 1;
    }

    /** A text follows. */
    public void text(byte[] text) {
        for (int i = 0; i < text.length && !may; i++) {
            if (text[i] < 0) {
                may = true;
                return;
            }
            int symbol = dfa.symbol(text[i]);
            nextCount = 0;
            for (int s = 0; s < count; s++) {
                step(states[s], symbol);
            }
            swap();
        }
    }

    /** A value follows of which nothing is known. */
    public void anything() {
        may = true;
    }

    /**
     * A value follows.
     *
     * @param symbols those of the bytes that may be in it
     * @param minLength bytes of the shortest
     * @param maxLength bytes of the longest
     */
    public void value(int[] symbols, int minLength, int maxLength) {
        if (may || maxLength == 0) {
            return;
        }
        nextCount = 0;
        for (int s = 0; s < count; s++) {
            stepAll(states[s], symbols);
        }
        int from = 0;
        for (int length = 1; length < maxLength && from < nextCount && !may; length++) {
            int to = nextCount;
            for (int s = from; s < to; s++) {
                stepAll(next[s], symbols);
            }
            from = to;
        }
        for (int s = 0; s < count && minLength == 0; s++) {
            add(states[s]);
        }
        swap();
    }

    /**
     * One of some values follows.
     *
     * @param text all of them, one after another
     * @param ends where each ends
     */
    public void oneOf(byte[] text, int[] ends, int values) {
        nextCount = 0;
        for (int s = 0; s < count; s++) {
            int at = 0;
            for (int v = 0; v < values && !may; v++) {
                int state = states[s];
                int emptied = dfa.timesEmptied();
                int seen = 0;
                for (; at < ends[v]; at++) {
                    if (text[at] < 0) {
                        may = true;
                        return;
                    }
                    int transition = dfa.transition(state, dfa.symbol(text[at]));
                    seen |= transition;
                    state = transition >>> 1;
                }
                may |= (seen & 1) != 0 || dfa.timesEmptied() != emptied;
                add(state);
            }
        }
        swap();
    }

    /** The states that it may be in now, for {@link #join}. */
    public int[] states() {
        return Arrays.copyOf(states, count);
    }

    /** Goes back to these states. */
    public void states(int[] some) {
        System.arraycopy(some, 0, states, 0, some.length);
        count = some.length;
    }

    /** It may be in these states too. */
    public void join(int[] others) {
        nextCount = 0;
        for (int s = 0; s < count; s++) {
            add(states[s]);
        }
        for (int other : others) {
            add(other);
        }
        swap();
    }

    /** The line ends: whether it may match. */
    public boolean mayMatch() {
        for (int s = 0; s < count && !may; s++) {
            may = (dfa.transition(states[s], dfa.endSymbol()) & 1) != 0;
        }
        return may;
    }

    private void stepAll(int state, int[] symbols) {
        for (int i = 0; i < symbols.length && !may; i++) {
            step(state, symbols[i]);
        }
    }

    private void step(int state, int symbol) {
        int emptied = dfa.timesEmptied();
        int transition = dfa.transition(state, symbol);
        // States of a table that was emptied are not states any more.
        may |= (transition & 1) != 0 || dfa.timesEmptied() != emptied;
        add(transition >>> 1);
    }

    private void add(int state) {
        for (int s = 0; s < nextCount; s++) {
            if (next[s] == state) {
                return;
            }
        }
        if (nextCount == MAX_STATES) {
            may = true;
            return;
        }
        next[nextCount++] = state;
    }

    private void swap() {
        int[] done = states;
        states = next;
        count = nextCount;
        next = done;
    }
}
