package evtools.replication;

/**
 * Bounds and times of {@link FrameHealer}.
 *
 * @param bytesPerSecond how fast it sends frames, to all peers together; 0: it heals nothing
 * @param repairAfterNanos how long a peer may be silent and still count as holding what it may hold
 * @param pollNanos how often a random peer is asked whether anything has changed there
 * @param settleNanos how long after a bucket is closed here it is first looked at; others close theirs meanwhile
 * @param turnNanos how long this server waits for another holder, whose turn it is, before it acts itself
 * @param retryNanos first wait before a bucket is looked at again after something went wrong; doubles with each time
 * @param answerNanos how long a peer may take to answer
 * @param maxInFlightBytes to one peer, not answered yet; a single larger frame may still go
 */
public record HealerLimits(
        long bytesPerSecond,
        long repairAfterNanos,
        long pollNanos,
        long settleNanos,
        long turnNanos,
        long retryNanos,
        long answerNanos,
        long maxInFlightBytes) {
    private static final long SECOND = 1_000_000_000L;

    /** Most frames asked for in one question: 4,096, as a sender may. */
    public static final int MAX_ASKED_AT_ONCE = 4_096;

    /** The usual times, shorter where {@code repairAfterNanos} is short. */
    public static HealerLimits of(long bytesPerSecond, long repairAfterNanos) {
        return new HealerLimits(
                bytesPerSecond,
                repairAfterNanos,
                SECOND,
                clamp(repairAfterNanos / 2, SECOND / 2, 5 * SECOND),
                clamp(repairAfterNanos, SECOND, 10 * SECOND),
                clamp(repairAfterNanos, SECOND, 30 * SECOND),
                10 * SECOND,
                4 << 20);
    }

    private static long clamp(long value, long least, long most) {
        return Math.max(least, Math.min(most, value));
    }
}
