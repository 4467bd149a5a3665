package evtools.evtail;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reports what is wrong with a source, once, so that the others can go on. Not thread-safe. */
final class Failures {
    private final Diagnostics diagnostics;
    private final Set<String> reported = new HashSet<>();
    private boolean any;

    Failures(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Work on one source. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Does the work; returns whether it succeeded. */
    boolean guard(String name, Work work) {
        try {
            work.run();
            return true;
        } catch (UnreadableFormatException e) {
            if (report(name, FailureText.reason(e))) {
                diagnostics.hint(e.hint());
            }
        } catch (IOException e) {
            report(name, FailureText.reason(e));
        }
        return false;
    }

    /** Reports what is wrong, once for each source; returns whether it was said now. */
    boolean report(String name, String what) {
        any = true;
        boolean now = reported.add(name);
        if (now) {
            diagnostics.errorIn(name, what);
        }
        return now;
    }

    /** A source works again: the next failure is reported anew. */
    void forget(String name) {
        reported.remove(name);
    }

    /** Says something that is no failure. */
    void note(String what) {
        diagnostics.note(what);
    }

    /** Whether anything failed. */
    boolean any() {
        return any;
    }
}
