package evtools.replication;

/**
 * Bounds and times of {@link FrameSender}.
 *
 * @param windowFrames frames in flight to one server
 * @param windowBytes bytes in flight to one server; a single larger frame may still go
 * @param answerNanos how long a live server may take to answer for a frame before it is sent elsewhere too
 * @param partialNanos how long a frame that its server holds counts as in flight while others are still to take it
 * @param retryNanos first wait for more holders of a frame that is not acknowledged; doubles with each attempt
 * @param repairNanos first wait for more holders of an acknowledged frame; doubles with each attempt
 * @param maxRetryNanos longest such wait
 * @param avoidFullNanos how long a server that was full or whose disk failed is left alone
 * @param questionNanos how often servers are asked what they hold durably
 * @param finishQuestionNanos the same when no more frames will come
 */
public record SenderLimits(
        int windowFrames,
        long windowBytes,
        long answerNanos,
        long partialNanos,
        long retryNanos,
        long repairNanos,
        long maxRetryNanos,
        long avoidFullNanos,
        long questionNanos,
        long finishQuestionNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** 32 frames or 16 MiB in flight; questions every 5 s, well within the 30 s that a spool may wait. */
    public static final SenderLimits DEFAULT = new SenderLimits(
            32, 16 << 20, 10 * SECOND, SECOND, 2 * SECOND, 6 * SECOND, 30 * SECOND, 5 * SECOND, 5 * SECOND, SECOND / 5);
}
