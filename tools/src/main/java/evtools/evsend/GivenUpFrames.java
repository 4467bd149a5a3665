package evtools.evsend;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.replication.FrameSender;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Frames that leave the spool without being confirmed: dropped because it is full or because they are too old, or lost
 * because somebody has removed or damaged it. All are counted. Guarded by the shipper's lock.
 */
final class GivenUpFrames {
    private record Unreadable(SpoolFrame frame, IOException why) {}

    private final Spool spool;
    private final FrameSender sender;
    private final DeliveryListener listener;
    private final Diagnostics diagnostics;
    /** Frames that could not be read from the spool; dealt with at the next look. */
    private final Queue<Unreadable> unreadable = new ConcurrentLinkedQueue<>();
    /** Too old since the last look. */
    private final List<Long> tooOld = new ArrayList<>();

    private long droppedFull;
    private long droppedOld;
    private long lost;
    private boolean spoolGone;

    GivenUpFrames(Spool spool, FrameSender sender, DeliveryListener listener, Diagnostics diagnostics) {
        this.spool = spool;
        this.sender = sender;
        this.listener = listener;
        this.diagnostics = diagnostics;
    }

    /** Gives up the frames of the spool's oldest file; false if there are none. */
    boolean dropOldest(long nowNanos) {
        List<SpoolFrame> oldest = spool.oldestFile();
        drop(oldest, nowNanos);
        droppedFull += oldest.size();
        return !oldest.isEmpty();
    }

    /** A frame is not even spooled, because the spool is full. */
    void droppedNewest() {
        droppedFull++;
    }

    /** A frame is too old; {@link FrameSender} has forgotten it. */
    void tooOld(long sequence) {
        droppedOld++;
        tooOld.add(sequence);
        listener.dropped(sequence);
    }

    /** Takes out of the spool what has become too old; false if there is nothing. */
    boolean dropTooOld() {
        if (tooOld.isEmpty()) {
            return false;
        }
        dropFromSpool(tooOld);
        tooOld.clear();
        return true;
    }

    /** A frame's bytes are not in its file any more. Needs no lock. */
    void unreadable(SpoolFrame frame, IOException why) {
        unreadable.add(new Unreadable(frame, why));
    }

    /** A spool that somebody removes from under its sender is not to go unnoticed. */
    void checkSpool(long nowNanos) {
        if (spoolGone) {
            return;
        }
        if (!spool.isPresent()) {
            spoolGone = true;
            diagnostics.errorIn(
                    spool.directory().toString(),
                    "spool was removed while it was in use, with " + sender.frameCount()
                            + " frames that were not confirmed");
            return;
        }
        List<SpoolFrame> gone = new ArrayList<>(spool.removedFrames());
        if (!gone.isEmpty()) {
            diagnostics.errorIn(
                    spool.directory().toString(), gone.size() + " frames are lost: somebody has removed their files");
        }
        Unreadable bad;
        while ((bad = unreadable.poll()) != null) {
            if (spool.find(bad.frame.sequence()) != null && !gone.contains(bad.frame)) {
                gone.add(bad.frame);
                diagnostics.errorIn(
                        spool.directory().toString(),
                        "frame " + bad.frame.sequence() + " is lost, it can't be read: " + FailureText.reason(bad.why));
            }
        }
        lost += gone.size();
        drop(gone, nowNanos);
    }

    private void drop(List<SpoolFrame> frames, long nowNanos) {
        List<Long> sequences = new ArrayList<>(frames.size());
        for (SpoolFrame frame : frames) {
            sender.onDropped(frame.sequence(), nowNanos);
            listener.dropped(frame.sequence());
            sequences.add(frame.sequence());
        }
        if (!sequences.isEmpty()) {
            dropFromSpool(sequences);
        }
    }

    private void dropFromSpool(List<Long> sequences) {
        try {
            spool.drop(sequences);
        } catch (IOException e) {
            diagnostics.warningIn(
                    spool.directory().toString(), "frames given up may come back: " + FailureText.reason(e));
        }
    }

    boolean spoolGone() {
        return spoolGone;
    }

    /** Given up because the spool was full. */
    long droppedFull() {
        return droppedFull;
    }

    /** Given up because they were too old. */
    long droppedOld() {
        return droppedOld;
    }

    /** Can't be read from the spool any more. */
    long lost() {
        return lost;
    }
}
