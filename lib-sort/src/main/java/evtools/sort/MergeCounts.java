package evtools.sort;

/**
 * What a merge did.
 *
 * @param events events given out one by one
 * @param wholeFrames frames given out whole
 * @param duplicateEvents events left out because they equalled the one before
 * @param duplicateFrames frames left out because a frame with the same id and contents came before
 * @param conflictingFrames frames with the same id as another, but other contents; both were kept
 */
public record MergeCounts(
        long events, long wholeFrames, long duplicateEvents, long duplicateFrames, long conflictingFrames) {}
