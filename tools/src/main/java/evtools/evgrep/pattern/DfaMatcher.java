package evtools.evgrep.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pattern without back-references: runs as an automaton, in time linear in the line. */
final class DfaMatcher extends LineMatcher {
    /** Looking for more strings one after another takes longer than running the automaton. */
    private static final int MAX_PREFILTERS = 4;

    private final Nfa nfa;
    private final Alphabet alphabet;
    private final LazyDfa searcher;
    private final @Nullable ByteSearch required;
    private final List<ByteSearch> requiredAny;
    private final boolean everything;
    private @Nullable LazyDfa extender;

    DfaMatcher(Node pattern) throws PatternException {
        this.nfa = new Nfa(pattern);
        this.alphabet = new Alphabet(nfa.sets, nfa.looksAtWords);
        this.searcher = new LazyDfa(nfa, alphabet, true);
        this.required = Literals.required(pattern);
        this.requiredAny = RequiredLiterals.of(pattern);
        this.everything = RequiredLiterals.isEverything(pattern);
    }

    @Override
    public boolean matches(byte[] text, int start, int end) {
        return everything || (mayMatch(text, start, end) && searcher.run(text, start, start, end, false) >= 0);
    }

    private boolean mayMatch(byte[] text, int from, int end) {
        if (requiredAny.isEmpty() || requiredAny.size() > MAX_PREFILTERS) {
            return true;
        }
        for (ByteSearch literal : requiredAny) {
            if (literal.find(text, from, end) >= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean find(byte[] text, int start, int from, int end) {
        if (!mayMatch(text, from, end)) {
            return false;
        }
        int firstEnd = searcher.run(text, start, from, end, false);
        if (firstEnd < 0) {
            return false;
        }
        if (extender == null) {
            extender = new LazyDfa(nfa, alphabet, false);
        }
        // The leftmost match begins at or before the first place where any match ends.
        int at = from;
        while (at < firstEnd) {
            int longestEnd = extender.run(text, start, at, end, true);
            if (longestEnd >= 0) {
                return found(at, longestEnd);
            }
            at += Utf8.length(Utf8.decode(text, at, end));
        }
        return found(firstEnd, extender.run(text, start, firstEnd, end, true));
    }

    @Override
    public @Nullable ByteSearch required() {
        return required;
    }

    @Override
    public List<ByteSearch> requiredAny() {
        return requiredAny;
    }

    @Override
    public Reach reach() {
        return new Reach(searcher);
    }

    @Override
    public boolean isEverything() {
        return everything;
    }

    @Override
    public boolean isLiteral() {
        return false;
    }
}
