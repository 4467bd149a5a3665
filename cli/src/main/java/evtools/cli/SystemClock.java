package evtools.cli;

import java.time.Instant;

/** The machine's clock. The one place where tools get real time from. */
public final class SystemClock implements WallClock {
    @Override
    public long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
