package evtools.evgrep.pattern;

/** Reads a bracket expression, {@code [^a-z[:digit:]]}, from after its opening bracket. */
final class BracketParser {
    private final int[] text;
    private final boolean ignoreCase;
    private int at;

    BracketParser(int[] text, int start, boolean ignoreCase) {
        this.text = text;
        this.at = start;
        this.ignoreCase = ignoreCase;
    }

    /** Where the text goes on after the closing bracket. */
    int end() {
        return at;
    }

    CharSet parse() throws PatternException {
        int start = at;
        boolean negated = at < text.length && text[at] == '^';
        if (negated) {
            at++;
        }
        CharSet set = CharSet.NONE;
        int first = at;
        while (true) {
            if (at >= text.length) {
                throw unmatched();
            }
            if (text[at] == ']' && at > first) {
                at++;
                break;
            }
            set = set.union(element());
        }
        refuseBareClass(start);
        if (ignoreCase) {
            set = set.foldCase();
        }
        return negated ? set.negate() : set;
    }

    private static PatternException unmatched() {
        return new PatternException("Unmatched [, [^, [:, [., or [=");
    }

    /** {@code [:space:]} without the outer brackets is nearly always a mistake. */
    private void refuseBareClass(int start) throws PatternException {
        if (at - start >= 4 && text[start] == ':' && text[at - 2] == ':') {
            throw new PatternException("character class syntax is [[:space:]], not [:space:]");
        }
    }

    private CharSet element() throws PatternException {
        if (text[at] == '[' && at + 1 < text.length && text[at + 1] == ':') {
            String name = delimited(':');
            return CharClasses.named(name);
        }
        boolean equivalence = text[at] == '[' && at + 1 < text.length && text[at + 1] == '=';
        int low = character();
        if (!equivalence && at + 1 < text.length && text[at] == '-' && text[at + 1] != ']') {
            at++;
            int high = character();
            if (high < low || (low <= CharSet.MAX && high > CharSet.MAX)) {
                throw new PatternException("Invalid range end");
            }
            return CharSet.range(low, high);
        }
        return CharSet.of(low);
    }

    /** One character, also as {@code [.a.]} or {@code [=a=]}. */
    private int character() throws PatternException {
        int c = text[at];
        if (c == '[' && at + 1 < text.length && (text[at + 1] == '.' || text[at + 1] == '=')) {
            String name = delimited(text[at + 1]);
            if (name.codePointCount(0, name.length()) != 1) {
                throw new PatternException("Invalid collation character");
            }
            return name.codePointAt(0);
        }
        if (c == '[' && at + 1 < text.length && text[at + 1] == ':') {
            throw new PatternException("Invalid range end");
        }
        at++;
        return c;
    }

    private String delimited(int mark) throws PatternException {
        int from = at + 2;
        for (int p = from; p + 1 < text.length; p++) {
            if (text[p] > CharSet.MAX) {
                throw new PatternException("Invalid collation character");
            }
            if (text[p] == mark && text[p + 1] == ']') {
                at = p + 2;
                return new String(text, from, p - from);
            }
        }
        throw unmatched();
    }
}
