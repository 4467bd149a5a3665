package evtools.evgrep.pattern;

/** A pattern that can't be used; the message says why, in grep's words where grep has some. */
public final class PatternException extends Exception {
    private static final long serialVersionUID = 1;

    PatternException(String message) {
        super(message);
    }
}
