package evtools.evsend;

import evtools.cli.WallClock;
import evtools.format.Point;
import evtools.metrics.DurationHistogram;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import java.util.concurrent.atomic.AtomicLong;

/** What has happened to the frames of a sender since it was started. A few additions a frame. Thread-safe. */
final class SenderCounters implements DeliveryListener {
    private final Spool spool;
    private final WallClock clock;
    private final DurationHistogram ackTimes = new DurationHistogram();
    private final AtomicLong spooledFrames = new AtomicLong();
    private final AtomicLong spooledBytes = new AtomicLong();
    private final AtomicLong acknowledgedFrames = new AtomicLong();
    private final AtomicLong confirmedFrames = new AtomicLong();

    SenderCounters(Spool spool, WallClock clock) {
        this.spool = spool;
        this.clock = clock;
    }

    /** How long ago a frame was built; 0 if that is not known or in the future. */
    long ageNanos(SpoolFrame frame) {
        long builtNanos = frame.builtPoint() * Point.NANOS_PER_TICK;
        return builtNanos == 0 ? 0 : Math.max(0, clock.epochNanos() - builtNanos);
    }

    @Override
    public void spooled(SpoolFrame frame) {
        spooledFrames.incrementAndGet();
        spooledBytes.addAndGet(frame.length());
    }

    @Override
    public void acknowledged(long sequence) {
        acknowledgedFrames.incrementAndGet();
        SpoolFrame frame = spool.find(sequence);
        if (frame != null) {
            ackTimes.add(ageNanos(frame));
        }
    }

    @Override
    public void confirmed(long sequence) {
        confirmedFrames.incrementAndGet();
    }

    DurationHistogram.Snapshot ackTimes() {
        return ackTimes.snapshot();
    }

    long spooledFrames() {
        return spooledFrames.get();
    }

    long spooledBytes() {
        return spooledBytes.get();
    }

    long acknowledgedFrames() {
        return acknowledgedFrames.get();
    }

    long confirmedFrames() {
        return confirmedFrames.get();
    }
}
