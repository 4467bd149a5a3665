package evtools.evrecv;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.store.StoreListener;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says on standard error what happens to a server, and counts it. Thread-safe. */
public final class ServerReports implements StoreListener {
    private final Diagnostics diagnostics;
    private final ServerCounters counters = new ServerCounters();

    /** Reports to there. */
    public ServerReports(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    Diagnostics diagnostics() {
        return diagnostics;
    }

    ServerCounters counters() {
        return counters;
    }

    @Override
    public void tailCut(Path file, long offset, long length, Path quarantine) {
        counters.damaged(ServerCounters.Damage.TAIL);
        diagnostics.warningIn(
                file.toString(),
                "half-written end cut off, at byte " + offset + " (" + length + " bytes kept in " + quarantine + ")");
    }

    @Override
    public void damaged(Path file, long offset, long length, String what) {
        counters.damaged(ServerCounters.Damage.FRAME);
        diagnostics.errorIn(file.toString(), what + ", at byte " + offset + " (" + length + " bytes skipped)");
    }

    @Override
    public void conflict(Path file, long origin, long sequence) {
        counters.damaged(ServerCounters.Damage.CONFLICT);
        diagnostics.errorIn(
                file.toString(),
                "two different frames have the same id " + Long.toHexString(origin) + "/" + sequence
                        + "; both are kept");
    }

    @Override
    public void rotten(Path file, long offset, long length, String what, @Nullable Path kept) {
        counters.damaged(ServerCounters.Damage.ROTTEN);
        diagnostics.errorIn(
                file.toString(),
                what + ", at byte " + offset + " (" + length + " bytes "
                        + (kept == null ? "could not be kept" : "kept in " + kept)
                        + "); it does not count as held any more");
    }

    @Override
    public void diskFailed(Path directory, IOException failure) {
        counters.damaged(ServerCounters.Damage.DISK);
        diagnostics.errorIn(
                directory.toString(),
                "disk failed: " + FailureText.reason(failure) + "; nothing more is stored or confirmed there");
    }
}
