package evtools.cli;

/**
 * Whoever read our standard output has gone, as in {@code evcat big.ev | head}. It ends a tool quietly with
 * {@link ExitCode#OUTPUT_CLOSED}.
 *
 * <p>Not an IOException: code that handles errors of the files it works on must not take this for one of them.
 */
public final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param cause the failed write */
    public OutputClosed(Throwable cause) {
        super("standard output was closed by its reader", cause);
    }
}
