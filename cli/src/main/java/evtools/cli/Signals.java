package evtools.cli;

/**
 * Signals from outside, for tools that have something to finish or to read again.
 *
 * <p>An action runs on a thread of its own, beside the tool's work: it sets a flag or wakes somebody, and returns.
 */
public interface Signals {
    /**
     * Calls the action at the first SIGTERM or SIGINT: take no more input, write what there is, commit, return from
     * {@link Tool#run}. A second one of the same kind kills the process at once, as if there were no action.
     */
    void onTerminate(Runnable action);

    /** Calls the action at each SIGHUP: read again what can be read again. */
    void onHangup(Runnable action);
}
