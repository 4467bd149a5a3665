package evtools.evport;

import evtools.archive.Archive;
import evtools.archive.ArchiveBucket;
import evtools.archive.FrameIdRanges;
import evtools.archive.Manifest;
import evtools.archive.SegmentInfo;
import evtools.archive.SegmentWriter;
import evtools.cli.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Archives bucket after bucket, whatever they come from, and counts. Not thread-safe. */
final class BucketExport {
    private final Stdio io;
    private final Archive archive;
    private final Set<String> skipped;
    private final boolean dryRun;
    private int written;
    private int unchanged;
    private int left;
    private long events;
    private long bytes;

    BucketExport(Stdio io, Archive archive, Set<String> skipped, boolean dryRun) {
        this.io = io;
        this.archive = archive;
        this.skipped = skipped;
        this.dryRun = dryRun;
    }

    ArchiveBucket bucket(long number, int widthSeconds) {
        return archive.bucket(number, widthSeconds);
    }

    /** Whether {@code --skip} names it. */
    boolean skips(ArchiveBucket bucket) {
        boolean skip = skipped.contains(bucket.name());
        left += skip ? 1 : 0;
        return skip;
    }

    boolean isDryRun() {
        return dryRun;
    }

    List<Manifest> manifests(ArchiveBucket bucket) throws IOException {
        return archive.manifests(bucket);
    }

    /** Nothing of the bucket is new. */
    void unchanged() {
        unchanged++;
    }

    /** Says what would be archived. */
    void wouldArchive(ArchiveBucket bucket, String what) throws IOException {
        io.out().write((bucket.name() + "  " + what + "\n").getBytes(StandardCharsets.UTF_8));
        written++;
    }

    SegmentWriter begin(ArchiveBucket bucket, List<Manifest> earlier) throws IOException {
        return archive.begin(bucket, earlier);
    }

    /** Archives what was given to {@code writer}, which is closed. */
    void finish(SegmentWriter writer, List<Manifest> earlier, List<String> sources, FrameIdRanges frames)
            throws IOException {
        @Nullable
        Manifest manifest =
                archive.add(writer, earlier, sources, frames, io.clock().epochNanos() / 1_000_000);
        SegmentInfo segment = manifest == null ? null : manifest.segment();
        if (segment == null) {
            unchanged++;
        } else {
            written++;
            events += segment.events();
            bytes += segment.bytes();
        }
    }

    void printStats() throws IOException {
        String text = "buckets archived    " + written + "\nbuckets unchanged   " + unchanged + "\nbuckets skipped     "
                + left + "\nevents archived     " + events + "\nbytes written       " + bytes + "\n";
        io.err().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
