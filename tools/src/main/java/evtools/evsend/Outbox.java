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
    /** As long as it takes until the last file of an empty spool is on disk, and may be replaced by a new one. */
    private static final int MAX_TRIES_WHEN_EMPTY = 30;

    private final Spool spool;
    private final Shipper shipper;
    private final long maxBytes;
    private final WhenFull whenFull;
    private final Diagnostics diagnostics;
    private boolean saidFull;
    private int triesWhenEmpty;
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
    public void stop() {
        stopping = true;
    }

    @Override
    public long takeSequence() throws IOException {
        while (true) {
            try {
                return spool.takeSequence();
            } catch (IOException e) {
                awaitRoom(e);
            }
        }
    }

    /** What is written beside frames is never dropped: it waits until a frame is forgotten, or is dropped for it. */
    @Override
    public void awaitRoom(IOException failure) throws IOException {
        if (!isFull(failure)) {
            throw failure(failure);
        }
        if (!makeRoom()) {
            awaitForgotten();
        }
    }

    private void awaitForgotten() {
        if (stopping) {
            throw new UserError("stopped while the spool was full; events not yet in it are not committed")
                    .withExitCode(ExitCode.TRY_AGAIN);
        }
        shipper.awaitForgotten(WAIT_MILLIS);
    }

    /** Whether room can be made, or has just been: the last frames may have been forgotten since the write failed. */
    private boolean isFull(IOException e) {
        triesWhenEmpty = spool.frameCount() > 0 ? 0 : triesWhenEmpty + 1;
        return DiskErrors.isFull(e) && e.getSuppressed().length == 0 && triesWhenEmpty <= MAX_TRIES_WHEN_EMPTY;
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
            if (isFull(e)) {
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
        if (shipper.releaseKept() || spool.deleteUnneeded()) {
            return true;
        }
        sayFull();
        switch (whenFull) {
            case BLOCK -> {
                awaitForgotten();
            }
            case DROP_OLDEST -> {
                if (!shipper.dropOldest()) {
                    awaitForgotten();
                }
            }
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
