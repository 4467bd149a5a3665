package evtools.evgrep.pattern;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A deterministic automaton that is built while it is used, from the states that the text leads to.
 * Runs in time linear in the text, whatever the pattern.
 *
 * <p>A transition is an int: {@code row of the next state << 1 | whether the pattern is matched before
 * this symbol}. A match is seen one symbol late, because only then it is known what follows; the end
 * of the line is a symbol too.
 *
 * <p>Not thread-safe. Memory is bounded: when the tables are full they are emptied and built anew.
 */
final class LazyDfa {
    static final int DEAD = 0;

    private static final int UNKNOWN = -1;
    private static final int MAX_TABLE_INTS = 4 << 20;
    private static final int MAX_STATES = 1 << 16;

    private final Alphabet alphabet;
    private final NfaSets sets;
    private final boolean unanchored;
    private final int width;
    private int[] table;
    private int[][] stateSets = new int[64][];
    private int states;
    private int timesEmptied;
    private final Map<StateKey, Integer> known = new HashMap<>();
    private final int[] starts = new int[NfaSets.KINDS];

    private static final class StateKey {
        private final int[] set;

        StateKey(int[] set) {
            this.set = set;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof StateKey key && Arrays.equals(set, key.set);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(set);
        }
    }

    /**
     * @param unanchored whether a match may begin at every character, or only where the run begins
     */
    LazyDfa(Nfa nfa, Alphabet alphabet, boolean unanchored) {
        this.alphabet = alphabet;
        this.sets = new NfaSets(nfa, alphabet);
        this.unanchored = unanchored;
        this.width = alphabet.size();
        this.table = new int[width * 16];
        forget();
    }

    private void forget() {
        timesEmptied++;
        known.clear();
        states = 0;
        Arrays.fill(starts, UNKNOWN);
        int dead = state(new int[] {NfaSets.OTHER});
        Arrays.fill(table, dead, dead + width, DEAD << 1);
    }

    /**
     * Runs over {@code text[at … end)}. Returns the place before which a match was first seen to end,
     * or, if {@code longest}, the last such place before the automaton dies; -1 if there is none.
     *
     * @param lineStart where the line begins, at or before {@code at}
     */
    int run(byte[] text, int lineStart, int at, int end, boolean longest) {
        int row = start(sets.kindBefore(text, lineStart, at));
        int matched = -1;
        short[] ascii = alphabet.ascii;
        int p = at;
        while (p < end) {
            int symbol = text[p];
            int length = 1;
            if (symbol >= 0) {
                symbol = ascii[symbol];
            } else {
                int decoded = Utf8.decode(text, p, end);
                length = Utf8.length(decoded);
                symbol = decoded == Utf8.INVALID
                        ? alphabet.raw[text[p] & 0x7F]
                        : alphabet.symbolOf(Utf8.codePoint(decoded));
            }
            int transition = table[row + symbol];
            if (transition < 0) {
                transition = build(row, symbol);
            }
            if ((transition & 1) != 0) {
                matched = p;
                if (!longest) {
                    return matched;
                }
            }
            row = transition >>> 1;
            if (row == DEAD) {
                return matched;
            }
            p += length;
        }
        int last = table[row + alphabet.end()];
        if (last < 0) {
            last = build(row, alphabet.end());
        }
        return (last & 1) != 0 ? end : matched;
    }

    /** The symbol of an ASCII character. */
    int symbol(int ascii) {
        return alphabet.ascii[ascii];
    }

    int endSymbol() {
        return alphabet.end();
    }

    /** The state in which a line begins. */
    int lineStart() {
        return start(NfaSets.LINE_START);
    }

    /** The transition from a state. */
    int transition(int row, int symbol) {
        int transition = table[row + symbol];
        return transition < 0 ? build(row, symbol) : transition;
    }

    /** How often all states were forgotten, so that those given out before mean nothing. */
    int timesEmptied() {
        return timesEmptied;
    }

    private int start(int kind) {
        int row = starts[kind];
        if (row < 0) {
            row = state(sets.startSet(kind));
            starts[kind] = row;
        }
        return row;
    }

    private int build(int row, int symbol) {
        int[] from = stateSets[row / width];
        boolean matches = sets.step(from, symbol, unanchored);
        int[] to = sets.result();
        if (states >= MAX_STATES || (states + 1L) * width > MAX_TABLE_INTS) {
            forget();
            return state(to) << 1 | (matches ? 1 : 0);
        }
        int next = state(to);
        int transition = next << 1 | (matches ? 1 : 0);
        table[row + symbol] = transition;
        return transition;
    }

    private int state(int[] set) {
        StateKey key = new StateKey(set);
        Integer row = known.get(key);
        if (row != null) {
            return row;
        }
        int fresh = states * width;
        if (fresh + width > table.length) {
            table = Arrays.copyOf(table, Math.max(table.length * 2, fresh + width));
        }
        if (states == stateSets.length) {
            stateSets = Arrays.copyOf(stateSets, states * 2);
        }
        Arrays.fill(table, fresh, fresh + width, UNKNOWN);
        stateSets[states++] = set;
        known.put(key, fresh);
        return fresh;
    }
}
