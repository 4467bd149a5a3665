package evtools.archive;

/**
 * What is known of a segment without reading it.
 *
 * @param key its key
 * @param contentHash SHA-256 over all its events in order, each preceded by its u16 length: independent of framing and
 *     compression; 64 hexadecimal digits
 * @param events how many
 * @param bytes its length as stored
 * @param minPoint the first event's point
 * @param maxPoint the last event's point
 */
public record SegmentInfo(String key, String contentHash, long events, long bytes, long minPoint, long maxPoint) {

    /** Whether both hold the same events. */
    boolean hasEventsOf(SegmentInfo other) {
        return contentHash.equals(other.contentHash)
                && events == other.events
                && minPoint == other.minPoint
                && maxPoint == other.maxPoint;
    }

    /** Whether it was compressed with that level of zstd. */
    boolean hasLevel(int level) {
        return key.equals(key.substring(0, key.lastIndexOf('/') + 1) + contentHash + ArchiveBucket.levelSuffix(level));
    }
}
