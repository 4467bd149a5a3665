package evtools.replication;

/**
 * Has confirmed frames confirmed once more after their bucket's end, when stores have had the time to lose what they
 * were going to lose: until then they are kept, as far as their spool has room.
 *
 * <p>Every sender asks for the frames of one second together, and at another time than other senders. Not thread-safe.
 */
final class LateCheck {
    private static final long GRAIN_NANOS = 1_000_000_000L;

    private final OutgoingFrames frames;
    private final RetryTimers timers;
    private final HeldQuestions questions;
    private final SenderLimits limits;
    private final FrameSender.Output output;
    private final long seed;
    private final KeptFrames kept = new KeptFrames();
    private boolean finishing;
    private long checkedAgain;

    /** @param seed differs from sender to sender */
    LateCheck(
            OutgoingFrames frames,
            RetryTimers timers,
            HeldQuestions questions,
            SenderLimits limits,
            FrameSender.Output output,
            long seed) {
        this.frames = frames;
        this.timers = timers;
        this.questions = questions;
        this.limits = limits;
        this.output = output;
        this.seed = seed;
    }

    /** A frame was confirmed, and is out of the frames: keeps it, or has it forgotten if it need not be. */
    void confirmed(OutgoingFrame frame, long now) {
        boolean open = frame.bucketEndsAt - now > 0;
        if (frame.confirmedOnce || finishing || !open || frame.bytes > limits.keepBytes()) {
            output.forget(frame.sequence);
            return;
        }
        frame.state = OutgoingFrame.State.KEPT;
        kept.add(frame, checkAt(frame.bucketEndsAt));
        release(limits.keepBytes());
    }

    /** Within some time after the bucket's end: the same for its frames, another one for other senders. */
    private long checkAt(long bucketEndsAt) {
        long end = Math.floorDiv(bucketEndsAt, GRAIN_NANOS) + 1;
        long mixed = (end ^ seed) * 0x9E3779B97F4A7C15L;
        long delay = Long.remainderUnsigned(mixed ^ (mixed >>> 29), limits.lateCheckSpreadNanos() / GRAIN_NANOS + 1);
        return (end + delay) * GRAIN_NANOS;
    }

    /** Asks anew what is on whose disk, of the frames whose time has come. */
    void checkDue(long now) {
        for (OutgoingFrame frame : kept.takeDue(now)) {
            frame.confirmedOnce = true;
            frame.holders.unconfirm();
            frame.attempts = 0;
            frames.addConfirmed(frame);
            timers.later(frame, now);
            questions.askAtOnce(now);
            checkedAgain++;
        }
    }

    /** Forgets what is kept, the oldest first, to so many bytes. */
    void release(long leaveBytes) {
        OutgoingFrame frame;
        while (kept.bytes() > leaveBytes && (frame = kept.removeOldest()) != null) {
            output.forget(frame.sequence);
        }
    }

    /** The spool has no such frame any more. */
    void dropped(long sequence) {
        kept.remove(sequence);
    }

    /** No more frames will come: nothing waits for its bucket's end. */
    void finish() {
        finishing = true;
        release(0);
    }

    /** Frames that are kept. */
    int keptCount() {
        return kept.size();
    }

    /** Bytes of them. */
    long keptBytes() {
        return kept.bytes();
    }

    /** Frames that were asked for once more. */
    long checkedAgain() {
        return checkedAgain;
    }
}
