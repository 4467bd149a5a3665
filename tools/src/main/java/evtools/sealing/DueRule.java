package evtools.sealing;

import evtools.archive.ArchiveBucket;

/**
 * When a bucket is due.
 *
 * <pre>
 *   bucket [begin … end)        due at end + hold-down, by the clock
 *   replayed bucket             all of it was built later than that: due when nothing was written to it for the
 *   (old logs read now)         hold-down, at the latest 48 h after its first frame was built
 * </pre>
 *
 * <p>What comes to a bucket that was archived already is due at once: it is late, and nothing waits for it.
 *
 * @param holdDownSeconds what late events are waited for
 * @param sinceSecond buckets that ended before are left out, seconds since the epoch
 * @param untilSecond buckets that begin then or later are left out
 * @param waitsForReplays whether replayed buckets are waited for
 */
public record DueRule(long holdDownSeconds, long sinceSecond, long untilSecond, boolean waitsForReplays) {
    private static final long MAX_REPLAY_SECONDS = 48 * 3600;

    /** Whether the bucket is wanted, and its end has passed by the hold-down. */
    public boolean mayBeDue(ArchiveBucket bucket, long nowSecond) {
        return bucket.endSeconds() + holdDownSeconds <= nowSecond && isWanted(bucket);
    }

    /** Whether the bucket lies in the time that is asked for. */
    public boolean isWanted(ArchiveBucket bucket) {
        return bucket.endSeconds() > sinceSecond && bucket.beginSeconds() < untilSecond;
    }

    /**
     * How long a bucket has to wait of which nothing was archived yet; 0: it is due.
     *
     * @param firstBuiltSecond when the first of its frames was built
     * @param lastWrittenSecond when the store wrote to it last
     */
    long waitSeconds(ArchiveBucket bucket, long firstBuiltSecond, long lastWrittenSecond, long nowSecond) {
        if (!waitsForReplays || firstBuiltSecond < bucket.endSeconds() + holdDownSeconds) {
            return 0;
        }
        long due = Math.min(lastWrittenSecond + holdDownSeconds, firstBuiltSecond + MAX_REPLAY_SECONDS);
        return Math.max(0, due - nowSecond);
    }
}
