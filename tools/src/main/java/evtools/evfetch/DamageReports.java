package evtools.evfetch;

import evtools.cli.Diagnostics;

/** Reports damaged frames, a few lines of them, and remembers that there were any. Thread-safe. */
final class DamageReports {
    private static final int MAX_REPORTS = 10;

    private final Diagnostics diagnostics;
    private long count;

    DamageReports(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    synchronized void damaged(String where, String what) {
        count++;
        if (count <= MAX_REPORTS) {
            diagnostics.errorIn(where, what + "; left out");
        }
    }

    synchronized void finish() {
        if (count > MAX_REPORTS) {
            diagnostics.error((count - MAX_REPORTS) + " more damaged frames");
        }
    }

    synchronized boolean any() {
        return count > 0;
    }
}
