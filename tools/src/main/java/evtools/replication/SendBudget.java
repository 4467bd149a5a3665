package evtools.replication;

/** How many bytes healing may send now, so many a second and little saved up. Not thread-safe: its owner's thread only. */
final class SendBudget {
    private static final long SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    /** Bytes that may be sent now; below zero after a large frame. */
    private double tokens;

    private long tokensAt;

    SendBudget(long bytesPerSecond, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.tokensAt = nowNanos;
    }

    /** Time has passed. What was not used in a quarter of a second is not saved up. */
    void earn(long nowNanos) {
        double earned = bytesPerSecond * Math.min(nowNanos - tokensAt, SECOND) / (double) SECOND;
        tokens = Math.min((double) Math.max(1, bytesPerSecond / 4), tokens + earned);
        tokensAt = nowNanos;
    }

    boolean isSpent() {
        return tokens <= 0;
    }

    void spend(int bytes) {
        tokens -= bytes;
    }
}
