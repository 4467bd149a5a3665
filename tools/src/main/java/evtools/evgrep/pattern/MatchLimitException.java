package evtools.evgrep.pattern;

/** One line costs more steps than a line may: the pattern backtracks without end. */
public final class MatchLimitException extends Exception {
    private static final long serialVersionUID = 1;

    MatchLimitException() {
        super("the pattern backtracks too much on this event", null, false, false);
    }
}
