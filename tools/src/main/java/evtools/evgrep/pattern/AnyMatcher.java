package evtools.evgrep.pattern;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several patterns of which one must match. */
final class AnyMatcher extends LineMatcher {
    private final List<LineMatcher> matchers;

    AnyMatcher(List<LineMatcher> matchers) {
        this.matchers = matchers;
    }

    @Override
    public boolean matches(byte[] text, int start, int end) throws MatchLimitException {
        for (LineMatcher matcher : matchers) {
            if (matcher.matches(text, start, end)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean find(byte[] text, int start, int from, int end) throws MatchLimitException {
        int bestStart = -1;
        int bestEnd = -1;
        for (LineMatcher matcher : matchers) {
            if (matcher.find(text, start, from, end)) {
                int foundStart = matcher.matchStart();
                boolean better = bestStart < 0
                        || foundStart < bestStart
                        || (foundStart == bestStart && matcher.matchEnd() > bestEnd);
                if (better) {
                    bestStart = foundStart;
                    bestEnd = matcher.matchEnd();
                }
            }
        }
        return bestStart >= 0 && found(bestStart, bestEnd);
    }

    @Override
    public @Nullable ByteSearch required() {
        return null;
    }

    @Override
    public List<ByteSearch> requiredAny() {
        List<ByteSearch> all = new ArrayList<>();
        for (LineMatcher matcher : matchers) {
            List<ByteSearch> some = matcher.requiredAny();
            if (some.isEmpty()) {
                return some;
            }
            all.addAll(some);
        }
        return all;
    }

    @Override
    public boolean isEverything() {
        for (LineMatcher matcher : matchers) {
            if (matcher.isEverything()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isLiteral() {
        return false;
    }
}
