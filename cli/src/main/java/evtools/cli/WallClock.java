package evtools.cli;

/** Time as a tool sees it; a simulated one in tests. Safe for use by several threads. */
public interface WallClock {
    /** Nanoseconds since 1970-01-01T00:00:00Z; may jump when the machine's clock is set. Good until the year 2262. */
    long epochNanos();

    /** Nanoseconds from any fixed start; never goes back. For measuring and waiting. */
    long monotonicNanos();
}
