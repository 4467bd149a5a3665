package evtools.evrecv;

/**
 * What an operator says about healing.
 *
 * @param bytesPerSecond how fast this server sends frames to servers that lack them; 0: never
 * @param repairAfterNanos how long a silent server counts as holding what it may hold
 */
public record HealingOptions(long bytesPerSecond, long repairAfterNanos) {
    /** 32 MB/s, 5 min. */
    public static final HealingOptions DEFAULT = new HealingOptions(32 << 20, 300_000_000_000L);

    private static final long SECOND = 1_000_000_000L;

    /** How long a bucket must not have been written to before it is closed. */
    long quietNanos() {
        return Math.max(SECOND, Math.min(60 * SECOND, repairAfterNanos));
    }
}
