package evtools.sealing;

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

/** Archives bucket after bucket, whatever they come from, and counts. Not thread-safe. */
public final class BucketExport {
    private final Stdio io;
    private final Archive archive;
    private final Set<String> skipped;
    private final boolean dryRun;
    private boolean verbose;
    private int written;
    private int unchanged;
    private int left;
    private int waiting;
    private int folded;
    private long events;
    private long bytes;

    /**
     * Archives into {@code archive}.
     *
     * @param skipped names of buckets that are left out
     * @param dryRun whether to say on standard output what would be archived, instead
     */
    public BucketExport(Stdio io, Archive archive, Set<String> skipped, boolean dryRun) {
        this.io = io;
        this.archive = archive;
        this.skipped = skipped;
        this.dryRun = dryRun;
    }

    /** Has a line written to standard error for each bucket. */
    public BucketExport verbose(boolean newVerbose) {
        verbose = newVerbose;
        return this;
    }

    public ArchiveBucket bucket(long number, int widthSeconds) {
        return archive.bucket(number, widthSeconds);
    }

    /** Whether it was to be left out. */
    public boolean skips(ArchiveBucket bucket) {
        boolean skip = skipped.contains(bucket.name());
        left += skip ? 1 : 0;
        return skip;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    /** Buckets written, folded, or that would have been. */
    public int writtenCount() {
        return written + folded;
    }

    public List<Manifest> manifests(ArchiveBucket bucket) throws IOException {
        return archive.manifests(bucket);
    }

    /** Nothing of the bucket is new. */
    public void unchanged() {
        unchanged++;
    }

    /** The bucket has something new, but isn't due. */
    public void waits(ArchiveBucket bucket, long seconds) {
        waiting++;
        if (verbose) {
            io.diagnostics().note(bucket.name() + ": waits " + seconds + " s longer, it was written to lately");
        }
    }

    /** Says what would be archived. */
    public void wouldArchive(ArchiveBucket bucket, String what) throws IOException {
        io.out().write((bucket.name() + "  " + what + "\n").getBytes(StandardCharsets.UTF_8));
        written++;
    }

    public SegmentWriter begin(ArchiveBucket bucket, List<Manifest> earlier) throws IOException {
        return archive.begin(bucket, earlier);
    }

    /** Archives what was given to {@code writer}, which is closed. */
    public void finish(SegmentWriter writer, List<Manifest> earlier, List<String> sources, FrameIdRanges frames)
            throws IOException {
        Manifest manifest = archive.add(writer, earlier, sources, frames, nowMillis());
        SegmentInfo segment = manifest == null ? null : manifest.segment();
        if (manifest == null || segment == null) {
            unchanged++;
        } else {
            written++;
            count(manifest.bucket(), segment, earlier.isEmpty() ? "archived" : "added");
        }
    }

    /**
     * Makes one segment of a bucket's segments.
     *
     * @param evenOne whether a single one of another level is written anew too
     */
    public void fold(ArchiveBucket bucket, boolean evenOne) throws IOException {
        Manifest manifest = archive.fold(bucket, evenOne, nowMillis());
        SegmentInfo segment = manifest == null ? null : manifest.segment();
        if (segment != null) {
            folded++;
            count(bucket, segment, "folded");
        }
    }

    private void count(ArchiveBucket bucket, SegmentInfo segment, String what) {
        events += segment.events();
        bytes += segment.bytes();
        if (verbose) {
            io.diagnostics()
                    .note(bucket.name() + ": " + what + ", events " + segment.events() + ", bytes " + segment.bytes());
        }
    }

    private long nowMillis() {
        return io.clock().epochNanos() / 1_000_000;
    }

    /** Writes the counters to standard error. */
    public void printStats() throws IOException {
        String more = waiting == 0 ? "" : "buckets waiting     " + waiting + "\n";
        more += folded == 0 ? "" : "buckets folded      " + folded + "\n";
        String text = "buckets archived    " + written + "\nbuckets unchanged   " + unchanged + "\nbuckets skipped     "
                + left + "\n" + more + "events archived     " + events + "\nbytes written       " + bytes + "\n";
        io.err().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
