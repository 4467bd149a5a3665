package evtools.simulation;

import evtools.cli.WallClock;

/** The clock of one machine: runs with the simulation, begins anywhere, and its date can be set wrong. */
final class SimulatedClock implements WallClock {
    /** 2026-11-20. */
    static final long EPOCH_NANOS = 1_795_132_800L * VirtualTime.SECOND;

    private final VirtualTime time;
    private final long monotonicStart;
    private long offset;

    SimulatedClock(VirtualTime time, long monotonicStart) {
        this.time = time;
        this.monotonicStart = monotonicStart;
    }

    /** Sets the date wrong by that much. */
    void jumpTo(long nanosOff) {
        offset = nanosOff;
    }

    @Override
    public long epochNanos() {
        return EPOCH_NANOS + time.now() + offset;
    }

    @Override
    public long monotonicNanos() {
        return monotonicStart + time.now();
    }
}
