package evtools.evgrep.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a pattern in a line, a range of bytes without line end. After {@link #find} returned true,
 * {@link #matchStart} and {@link #matchEnd} tell where.
 *
 * <p>Not thread-safe; the text is only looked at during a call.
 */
public abstract class LineMatcher {
    private int matchStart;
    private int matchEnd;

    LineMatcher() {}

    /**
     * Whether the pattern is anywhere in {@code text[start … end)}.
     *
     * @throws MatchLimitException if the line costs more steps than a line may
     */
    public abstract boolean matches(byte[] text, int start, int end) throws MatchLimitException;

    /**
     * Finds the leftmost match that begins at or after {@code from}, and of those the longest (with
     * back-references and Perl's syntax: the one Perl's rules choose). It may be empty.
     *
     * @param start where the line begins, at or before {@code from}
     * @throws MatchLimitException if the line costs more steps than a line may
     */
    public abstract boolean find(byte[] text, int start, int from, int end) throws MatchLimitException;

    /** A string that every match contains, or null if none is known. */
    public abstract @Nullable ByteSearch required();

    /** Strings of which every match contains at least one; empty: none are known. */
    public List<ByteSearch> requiredAny() {
        ByteSearch one = required();
        return one == null ? List.of() : List.of(one);
    }

    /** Tells of lines of which only pieces are known whether they may match; null: of none. */
    public @Nullable Reach reach() {
        return null;
    }

    /** Whether every line matches. */
    public boolean isEverything() {
        return false;
    }

    /** Whether a line matches if, and only if, it contains {@link #required()}. */
    public abstract boolean isLiteral();

    public final int matchStart() {
        return matchStart;
    }

    public final int matchEnd() {
        return matchEnd;
    }

    final boolean found(int from, int to) {
        matchStart = from;
        matchEnd = to;
        return true;
    }
}
