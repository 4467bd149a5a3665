package evtools.evgen;

import evtools.cli.WallClock;
import evtools.format.Point;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Waits until event time has come. */
final class Pacer {
    /** Shorter waits are not worth a write of their own. */
    private static final long MIN_WAIT_NANOS = 5_000_000;

    private static final long MAX_WAIT_NANOS = 1_000_000_000;

    private final WallClock clock;

    Pacer(WallClock clock) {
        this.clock = clock;
    }

    /** Waits until {@code point}; what is buffered is written before. */
    void await(long point, LineSink sink) throws IOException {
        boolean flushed = false;
        while (true) {
            long nanos = (point - Point.fromEpochNanos(clock.epochNanos())) * Point.NANOS_PER_TICK;
            if (nanos < MIN_WAIT_NANOS) {
                return;
            }
            if (!flushed) {
                sink.flush();
                flushed = true;
            }
            LockSupport.parkNanos(Math.min(nanos, MAX_WAIT_NANOS));
        }
    }
}
