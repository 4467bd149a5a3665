package evtools.evsend;

import evtools.format.Point;
import evtools.replication.FrameSender;
import evtools.store.SpoolFrame;
import java.util.function.LongSupplier;

/**
 * How long frames stay in a spool.
 *
 * @param keepBytes how much of what is confirmed stays until it is confirmed once more after its bucket's end; 0:
 *     nothing
 * @param maxAgeNanos what is older is sent once more and then given up; 0: never
 * @param epochNanos the clock that buckets and ages go by, nanoseconds since the epoch
 */
public record SpoolKeeping(long keepBytes, long maxAgeNanos, LongSupplier epochNanos) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Nobody waits longer for anything; keeps sums of times in range. */
    private static final long LONGEST_WAIT_SECONDS = 100L * 366 * 86_400;

    /** When the frame's bucket ends, on the monotonic clock. */
    long bucketEndsAt(SpoolFrame frame, long nowNanos) {
        if (keepBytes == 0) {
            return nowNanos;
        }
        long now = epochNanos.getAsLong();
        long wait = frame.bucketEndSeconds() - Math.floorDiv(now, NANOS_PER_SECOND);
        return nowNanos + Math.clamp(wait, 0, LONGEST_WAIT_SECONDS) * NANOS_PER_SECOND;
    }

    /** When the frame is too old, on the monotonic clock. */
    long tooOldAt(SpoolFrame frame, long nowNanos) {
        if (maxAgeNanos == 0) {
            return FrameSender.NEVER;
        }
        long ageTicks = Point.fromEpochNanos(epochNanos.getAsLong()) - frame.builtPoint();
        long maxTicks = maxAgeNanos / Point.NANOS_PER_TICK;
        return nowNanos + (maxTicks - Math.clamp(ageTicks, 0, maxTicks)) * Point.NANOS_PER_TICK;
    }
}
