package evtools.evgrep;

import evtools.evgrep.pattern.LineMatcher;
import evtools.evgrep.pattern.MatchLimitException;

/** The matches in a text that are not empty, from left to right. */
final class Matches {
    private final LineMatcher pattern;
    private final byte[] text;
    private final int textStart;
    private final int textEnd;
    private int from;

    Matches(LineMatcher pattern, byte[] text, int textStart, int textEnd) {
        this.pattern = pattern;
        this.text = text;
        this.textStart = textStart;
        this.textEnd = textEnd;
        this.from = textStart;
    }

    boolean next() throws MatchLimitException {
        while (from < textEnd && pattern.find(text, textStart, from, textEnd)) {
            if (pattern.matchEnd() > pattern.matchStart()) {
                from = pattern.matchEnd();
                return true;
            }
            from = pattern.matchStart() + 1;
            while (from < textEnd && (text[from] & 0xC0) == 0x80) {
                from++;
            }
        }
        return false;
    }

    int start() {
        return pattern.matchStart();
    }

    int end() {
        return pattern.matchEnd();
    }
}
