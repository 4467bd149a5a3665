package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.ExitCode;
import evtools.cli.UserError;
import evtools.format.frame.FrameHeader;
import evtools.store.DiskErrors;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts finished frames into the spool and has them shipped; applies the bound on the spool. */
public final class Outbox implements FrameBuilder.Frames {
    private static final int MAX_FRAMES = 1_000_000;
    private static final int WAIT_MILLIS = 100;

    private final Spool spool;
    private final Shipper shipper;
    private final long maxBytes;
    private final WhenFull whenFull;
    private final Diagnostics diagnostics;
    private boolean saidFull;
    private volatile boolean stopping;

    public Outbox(Spool spool, Shipper shipper, long maxBytes, WhenFull whenFull, Diagnostics diagnostics) {
        this.spool = spool;
        this.shipper = shipper;
        this.maxBytes = maxBytes;
        spool.boundFiles(maxBytes);
        this.whenFull = whenFull;
        this.diagnostics = diagnostics;
    }

    /** Whoever waits for room waits no longer. */
    void stop() {
        stopping = true;
    }

    @Override
    public long takeSequence() throws IOException {
        return spool.takeSequence();
    }

    @Override
    public void frame(FrameHeader header, ByteBuffer frame) throws IOException {
        if (!room(frame.remaining())) {
            shipper.droppedNewest();
            return;
        }
        SpoolFrame spooled;
        while ((spooled = append(header, frame)) == null) {
            // The disk is full before the bound is: the same is done about it.
            if (!makeRoom()) {
                shipper.droppedNewest();
                return;
            }
        }
        shipper.frame(spooled);
    }

    /** Null if the disk is full and room can be made. */
    private @Nullable SpoolFrame append(FrameHeader header, ByteBuffer frame) {
        try {
            return spool.append(header, frame.duplicate());
        } catch (IOException e) {
            if (DiskErrors.isFull(e) && e.getSuppressed().length == 0 && spool.frameCount() > 0) {
                return null;
            }
            throw failure(e);
        }
    }

    private UserError failure(IOException e) {
        UserError error = new UserError(spool.directory() + ": spool can't be written: " + e.getMessage(), e);
        return DiskErrors.isFull(e) ? error.withHint("give it room, or a bound with --spool-max") : error;
    }

    /** Makes room as the user wants it; false: the new frame is to be dropped. */
    private boolean room(int length) {
        while (spool.diskBytes() + length > maxBytes || spool.frameCount() >= MAX_FRAMES) {
            if (spool.frameCount() == 0) {
                return true;
            }
            if (!makeRoom()) {
                return false;
            }
        }
        return true;
    }

    /** Does what the user wants done when the spool is full; false: the new frame is to be dropped. */
    private boolean makeRoom() {
        if (shipper.releaseKept()) {
            return true;
        }
        sayFull();
        switch (whenFull) {
            case BLOCK -> {
                if (stopping) {
                    throw new UserError("stopped while the spool was full; events not yet in it are not committed")
                            .withExitCode(ExitCode.TRY_AGAIN);
                }
                shipper.awaitForgotten(WAIT_MILLIS);
            }
            case DROP_OLDEST -> shipper.dropOldest();
            case DROP_NEWEST -> {
                return false;
            }
        }
        return true;
    }

    private void sayFull() {
        if (!saidFull) {
            saidFull = true;
            diagnostics.warningIn(
                    spool.directory().toString(),
                    "spool is full (" + spool.diskBytes() + " bytes): " + whenFull.description());
        }
    }
}
