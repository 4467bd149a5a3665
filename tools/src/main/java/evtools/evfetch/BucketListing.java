package evtools.evfetch;

import evtools.fetch.ServerStream;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.pipe.TimeFormat;
import evtools.transport.RangeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the servers have, bucket by bucket, as lines with tabs: when the bucket begins, frames and bytes on the server
 * that has most of them, and each server with its count of frames.
 */
final class BucketListing {
    private static final int TIME_DIGITS = 3;

    private static final class Line {
        int frames;
        long bytes;
        final StringBuilder servers = new StringBuilder();
    }

    private final NavigableMap<Long, Line> lines = new TreeMap<>();

    /** Takes over all that a server says it has. */
    void add(ServerStream.Buckets server) throws InterruptedException {
        RangeMessage.BucketLine bucket;
        while ((bucket = server.head()) != null) {
            server.take();
            Line line = lines.computeIfAbsent(bucket.bucket(), number -> new Line());
            line.frames = Math.max(line.frames, bucket.frames());
            line.bytes = Math.max(line.bytes, bucket.bytes());
            line.servers
                    .append(line.servers.isEmpty() ? "" : ",")
                    .append(server.address())
                    .append('=')
                    .append(bucket.frames());
        }
    }

    /** Writes what was taken over. */
    void print(int widthSeconds, OutputStream out) throws IOException {
        ByteArrayBuilder text = new ByteArrayBuilder(4096);
        TimeFormat time = new TimeFormat(null);
        lines.forEach((bucket, line) -> {
            time.append(Point.fromEpochSeconds(bucket * widthSeconds), TIME_DIGITS, text);
            text.put('\t').putDecimal(line.frames).put('\t').putDecimal(line.bytes);
            text.put('\t').putLatin1(line.servers.toString()).put('\n');
        });
        out.write(text.array(), 0, text.length());
    }
}
