package evtools.replication;

/**
 * Bounds and times of {@link FrameSender}.
 *
 * @param firstWindowFrames frames in flight to a server that nothing is known of
 * @param windowFrames most frames in flight to one server
 * @param windowBytes most bytes in flight to one server; a single larger frame may still go
 * @param slowNanos a server that takes longer to answer is slow: its window is halved, and the frame goes to another
 *     one too, if one answers quickly
 * @param answerNanos how long a live server may take to answer for a frame before it is sent elsewhere in any case
 * @param partialNanos how long a frame that its server holds counts as in flight while others are still to take it
 * @param retryNanos first wait for more holders of a frame that is not acknowledged; doubles with each attempt
 * @param repairNanos first wait for more holders of an acknowledged frame; doubles with each attempt
 * @param maxRetryNanos longest such wait
 * @param fullNanos how long a server that was full or whose disk failed is left alone at first
 * @param overloadedNanos how long a server that was overloaded or slow is left alone at first
 * @param maxRestNanos longest time for which a server is left alone
 * @param questionNanos how often servers are asked what they hold durably
 * @param finishQuestionNanos the same when no more frames will come
 * @param keepBytes how much of what is confirmed may be kept to be confirmed once more after its bucket's end
 * @param lateCheckSpreadNanos that is asked at a random time within so much after a bucket's end
 * @param lastWordNanos how long a frame that was too old is waited for after it was sent once more
 */
public record SenderLimits(
        int firstWindowFrames,
        int windowFrames,
        long windowBytes,
        long slowNanos,
        long answerNanos,
        long partialNanos,
        long retryNanos,
        long repairNanos,
        long maxRetryNanos,
        long fullNanos,
        long overloadedNanos,
        long maxRestNanos,
        long questionNanos,
        long finishQuestionNanos,
        long keepBytes,
        long lateCheckSpreadNanos,
        long lastWordNanos) {
    private static final long SECOND = 1_000_000_000L;

    /**
     * 64 frames or 32 MiB in flight; 500 ms are slow; questions every 5 s, well within the 30 s that a spool may wait;
     * nothing is kept once it is confirmed.
     */
    public static final SenderLimits DEFAULT = new SenderLimits(
            32,
            64,
            32 << 20,
            SECOND / 2,
            10 * SECOND,
            SECOND / 2,
            2 * SECOND,
            6 * SECOND,
            30 * SECOND,
            SECOND,
            SECOND / 5,
            10 * SECOND,
            5 * SECOND,
            SECOND / 5,
            0,
            30 * SECOND,
            10 * SECOND);

    /** The same, but keeping so many confirmed bytes until they are confirmed once more. */
    public SenderLimits keeping(long bytes) {
        return new SenderLimits(
                firstWindowFrames,
                windowFrames,
                windowBytes,
                slowNanos,
                answerNanos,
                partialNanos,
                retryNanos,
                repairNanos,
                maxRetryNanos,
                fullNanos,
                overloadedNanos,
                maxRestNanos,
                questionNanos,
                finishQuestionNanos,
                bytes,
                lateCheckSpreadNanos,
                lastWordNanos);
    }
}
