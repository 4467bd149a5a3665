package evtools.evgrep.pattern;

import evtools.evgrep.pattern.Node.Assertion;
import java.util.Arrays;

/**
 * Steps from one set of {@link Nfa} states to the next. A set is an int array: what kind of place
 * stands before, then the sorted numbers of its CHARS, ASSERT and ACCEPT states.
 *
 * <p>Not thread-safe; scratch space is reused.
 */
final class NfaSets {
    /** Nothing that any condition of this pattern asks about stands before. */
    static final int OTHER = 0;

    static final int LINE_START = 1;
    static final int WORD = 2;
    /** A byte that is no character and that the edges of words take for a letter. */
    static final int RAW_LETTER = 3;

    static final int KINDS = 4;

    private final Nfa nfa;
    private final Alphabet alphabet;
    private final int[] marks;
    private int generation;
    private final int[] stack;
    private final int[] current;
    private int[] result = new int[0];

    NfaSets(Nfa nfa, Alphabet alphabet) {
        this.nfa = nfa;
        this.alphabet = alphabet;
        this.marks = new int[nfa.size()];
        this.stack = new int[nfa.size() * 2 + 2];
        this.current = new int[nfa.size() + 1];
    }

    /** The kind of the place before {@code at}. */
    int kindBefore(byte[] text, int lineStart, int at) {
        if (at == lineStart) {
            return LINE_START;
        }
        if (!nfa.looksAtWords) {
            return OTHER;
        }
        int before = Utf8.before(text, lineStart, at);
        if (before == Utf8.INVALID) {
            return RawBytes.isLetter(text[at - 1]) ? RAW_LETTER : OTHER;
        }
        return CharClasses.isWord(before) ? WORD : OTHER;
    }

    int[] startSet(int kind) {
        generation++;
        current[0] = kind;
        return sorted(add(nfa.start, 1));
    }

    /**
     * Goes from {@code set} over {@code symbol}; {@link #result} is the set after it.
     *
     * @return whether the pattern was matched before {@code symbol}
     */
    boolean step(int[] set, int symbol, boolean restart) {
        int[] before = resolve(set, symbol);
        boolean matched = false;
        generation++;
        int n = 1;
        for (int i = 1; i < before.length; i++) {
            int state = before[i];
            if (nfa.op[state] == Nfa.ACCEPT) {
                matched = true;
            } else if (nfa.op[state] == Nfa.CHARS
                    && symbol != alphabet.end()
                    && alphabet.inSet(nfa.arg[state], symbol)) {
                n = add(nfa.next[state], n);
            }
        }
        if (restart && symbol != alphabet.end()) {
            n = add(nfa.start, n);
        }
        current[0] = n > 1 && nfa.looksAtWords ? kind(symbol) : OTHER;
        result = sorted(n);
        return matched;
    }

    int[] result() {
        return result;
    }

    /** Replaces the conditions by what follows them where they hold, and drops the others. */
    private int[] resolve(int[] set, int symbol) {
        generation++;
        int n = 1;
        for (int i = 1; i < set.length; i++) {
            n = add(set[i], n);
        }
        for (int i = 1; i < n; i++) {
            int state = current[i];
            if (nfa.op[state] == Nfa.ASSERT && holds(nfa.assertions.get(nfa.arg[state]), set[0], symbol)) {
                n = add(nfa.next[state], n);
            }
        }
        return Arrays.copyOf(current, n);
    }

    private boolean holds(Assertion assertion, int kindBefore, int symbol) {
        int kindAfter = kind(symbol);
        boolean wordBefore = kindBefore == WORD || kindBefore == RAW_LETTER;
        boolean wordAfter = kindAfter == WORD || kindAfter == RAW_LETTER;
        return switch (assertion) {
            case LINE_START -> kindBefore == LINE_START;
            case LINE_END -> symbol == alphabet.end();
            case WORD_EDGE -> wordBefore != wordAfter;
            case NO_WORD_EDGE -> wordBefore == wordAfter;
            case WORD_START -> !wordBefore && wordAfter;
            case WORD_END -> wordBefore && !wordAfter;
            case NO_WORD_BEFORE -> kindBefore != WORD;
            case NO_WORD_AFTER -> kindAfter != WORD;
        };
    }

    private int kind(int symbol) {
        if (alphabet.isWord(symbol)) {
            return WORD;
        }
        return alphabet.isRawLetter(symbol) ? RAW_LETTER : OTHER;
    }

    /** Appends {@code state}, or what its splits lead to, to {@link #current}; returns the new count. */
    private int add(int state, int count) {
        int n = count;
        int depth = 0;
        stack[depth++] = state;
        while (depth > 0) {
            int s = stack[--depth];
            if (marks[s] == generation) {
                continue;
            }
            marks[s] = generation;
            if (nfa.op[s] == Nfa.SPLIT) {
                stack[depth++] = nfa.other[s];
                stack[depth++] = nfa.next[s];
            } else {
                current[n++] = s;
            }
        }
        return n;
    }

    private int[] sorted(int count) {
        int[] set = Arrays.copyOf(current, count);
        Arrays.sort(set, 1, count);
        return set;
    }
}
