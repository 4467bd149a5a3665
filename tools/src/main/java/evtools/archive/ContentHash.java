package evtools.archive;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes events in their order, and counts them. Not thread-safe. */
final class ContentHash {
    private final MessageDigest sha256;
    private final byte[] lengthBytes = new byte[EventFormat.LENGTH_BYTES];
    private long events;
    private long minPoint;
    private long maxPoint;

    ContentHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(byte[] buffer, int offset, int length) {
        BigEndian.putShort(lengthBytes, 0, length);
        sha256.update(lengthBytes);
        sha256.update(buffer, offset, length);
        maxPoint = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
        if (events == 0) {
            minPoint = maxPoint;
        }
        events++;
    }

    long events() {
        return events;
    }

    /** What is known now, for a segment of that level and of so many bytes in this bucket. Ends the hashing. */
    SegmentInfo finish(ArchiveBucket bucket, int level, long bytes) {
        String hash = HexFormat.of().formatHex(sha256.digest());
        return new SegmentInfo(bucket.segmentKey(hash, level), hash, events, bytes, minPoint, maxPoint);
    }
}
