package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.store.StoreListener;
import java.io.IOException;
import java.nio.file.Path;

/** Says on standard error what happens to a spool. */
public final class SpoolReports implements StoreListener {
    private final Diagnostics diagnostics;
    private volatile boolean damaged;

    public SpoolReports(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    @Override
    public void tailCut(Path file, long offset, long length, Path quarantine) {
        diagnostics.warningIn(
                file.toString(),
                "half-written end cut off, at byte " + offset + " (" + length + " bytes kept in " + quarantine + ")");
    }

    @Override
    public void damaged(Path file, long offset, long length, String what) {
        damaged = true;
        diagnostics.errorIn(
                file.toString(),
                what + ", at byte " + offset + " (" + length + " bytes skipped and kept in quarantine)");
    }

    @Override
    public void foreignFrames(Path file, int frames) {
        damaged = true;
        diagnostics.errorIn(file.toString(), frames + " frames of another spool: kept, not sent");
        diagnostics.hint("to send their events, give the file as input to evsend");
    }

    /** Whether something in the spool could not be sent. */
    public boolean damaged() {
        return damaged;
    }

    @Override
    public void conflict(Path file, long origin, long sequence) {
        diagnostics.errorIn(file.toString(), "two different frames have the same sequence number " + sequence);
    }

    @Override
    public void diskFailed(Path directory, IOException failure) {
        diagnostics.errorIn(directory.toString(), "disk failed: " + FailureText.reason(failure));
    }
}
