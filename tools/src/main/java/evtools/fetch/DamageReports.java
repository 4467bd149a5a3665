package evtools.fetch;

import evtools.cli.Diagnostics;

/** Reports damaged frames, a few lines of them, and remembers that there were any. Thread-safe. */
public final class DamageReports {
    private static final int MAX_REPORTS = 10;

    private final Diagnostics diagnostics;
    private long count;

    public DamageReports(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** A frame can't be used. */
    public synchronized void damaged(String where, String what) {
        count++;
        if (count <= MAX_REPORTS) {
            diagnostics.errorIn(where, what + "; left out");
        }
    }

    /** Says how many were not reported one by one. */
    public synchronized void finish() {
        if (count > MAX_REPORTS) {
            diagnostics.error((count - MAX_REPORTS) + " more damaged frames");
        }
    }

    /** Whether there was any damage. */
    public synchronized boolean any() {
        return count > 0;
    }
}
