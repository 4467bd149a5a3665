package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A time range that a reader asks for, and what comes back beside frames.
 *
 * <pre>
 *  FETCH, LIST   0  8  since   8  8  until     points, both included
 *  FETCH_BUCKET  0  8  bucket
 *  BUCKET        0  8  bucket  8  4  frames   12  8  bytes
 *  END           0  8  how many frames or buckets were sent
 * </pre>
 *
 * @param since least point
 * @param until greatest point
 */
public record RangeMessage(long since, long until) {
    private static final int BYTES = 16;
    private static final int BUCKET_BYTES = 20;

    /** The body of a FETCH or LIST. */
    public ByteBuffer encode() {
        return ByteBuffer.allocate(BYTES).putLong(since).putLong(until).flip();
    }

    /** Reads such a body. */
    public static RangeMessage decode(ByteBuffer body) throws IOException {
        atLeast(body, BYTES);
        return new RangeMessage(body.getLong(), body.getLong());
    }

    /** The body of a FETCH_BUCKET. */
    public static ByteBuffer fetchBucket(long bucket) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bucket).flip();
    }

    /** The bucket of a FETCH_BUCKET. */
    public static long fetchedBucket(ByteBuffer body) throws IOException {
        atLeast(body, Long.BYTES);
        return body.getLong();
    }

    /** What a server has of one bucket. */
    public record BucketLine(long bucket, int frames, long bytes) {
        /** The body of a BUCKET. */
        public ByteBuffer encode() {
            return ByteBuffer.allocate(BUCKET_BYTES)
                    .putLong(bucket)
                    .putInt(frames)
                    .putLong(bytes)
                    .flip();
        }

        /** Reads such a body. */
        public static BucketLine decode(ByteBuffer body) throws IOException {
            atLeast(body, BUCKET_BYTES);
            return new BucketLine(body.getLong(), body.getInt(), body.getLong());
        }
    }

    /** The body of an END. */
    public static ByteBuffer end(long count) {
        return ByteBuffer.allocate(Long.BYTES).putLong(count).flip();
    }

    /** The count of an END. */
    public static long endCount(ByteBuffer body) throws IOException {
        atLeast(body, Long.BYTES);
        return body.getLong();
    }

    private static void atLeast(ByteBuffer body, int bytes) throws IOException {
        if (body.remaining() < bytes) {
            throw new IOException("message of " + body.remaining() + " bytes (expected at least " + bytes + ")");
        }
    }
}
