package evtools.cli;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.IntConsumer;

/**
 * What ends a thread that a tool started ends the tool, in the same words as if its first thread had failed: with a
 * worker missing it might wait for ever.
 */
public final class ThreadFailures implements UncaughtExceptionHandler {
    private final Diagnostics diagnostics;
    private final IntConsumer exit;

    /**
     * Sets it up.
     *
     * @param diagnostics where to report
     * @param exit ends the process with an exit code
     */
    public ThreadFailures(Diagnostics diagnostics, IntConsumer exit) {
        this.diagnostics = diagnostics;
        this.exit = exit;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        exit.accept(ToolRunner.report(failure, diagnostics));
    }
}
