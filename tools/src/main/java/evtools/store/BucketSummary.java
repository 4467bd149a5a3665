package evtools.store;

/**
 * What a store has of one bucket.
 *
 * @param bucket its number
 * @param frames how many frames
 * @param bytes their size as stored
 */
public record BucketSummary(long bucket, int frames, long bytes) {}
