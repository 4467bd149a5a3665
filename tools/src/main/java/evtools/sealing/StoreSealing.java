package evtools.sealing;

import evtools.archive.ArchiveBucket;
import evtools.cli.Stdio;
import evtools.format.Point;
import evtools.format.frame.FrameHeader;
import evtools.store.StoreReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server's store: its buckets are archived one after another, oldest first, while the server may be writing to it.
 * Not thread-safe.
 */
public final class StoreSealing {
    private final Stdio io;
    private final StoreReader store;
    private final DueRule rule;
    private final long memoryBytes;
    private final Path temporaryDirectory;
    private boolean damaged;

    /** @param memoryBytes for frames; more spills into {@code temporaryDirectory} */
    public StoreSealing(Stdio io, StoreReader store, DueRule rule, long memoryBytes, Path temporaryDirectory) {
        this.io = io;
        this.store = store;
        this.rule = rule;
        this.memoryBytes = memoryBytes;
        this.temporaryDirectory = temporaryDirectory;
    }

    /**
     * Archives what is due.
     *
     * @param maxBuckets ends after so many that had something new
     * @return whether something of it couldn't be read
     */
    public boolean exportTo(BucketExport export, int maxBuckets) throws IOException {
        int width = store.identity().bucketWidthSeconds();
        for (Map.Entry<Long, List<Path>> entry : store.buckets().entrySet()) {
            if (export.writtenCount() >= maxBuckets) {
                break;
            }
            ArchiveBucket bucket = export.bucket(entry.getKey(), width);
            if (rule.mayBeDue(bucket, nowSecond()) && !export.skips(bucket)) {
                export(export, bucket, entry.getValue());
            }
        }
        return damaged;
    }

    private long nowSecond() {
        return io.clock().epochNanos() / 1_000_000_000;
    }

    private void export(BucketExport export, ArchiveBucket bucket, List<Path> paths) throws IOException {
        Taking taking = new Taking();
        try (StoreScan scan = new StoreScan(io, store, paths, taking);
                BucketFrames frames =
                        new BucketFrames(export, bucket, false, memoryBytes, temporaryDirectory, scan::unreadable)) {
            taking.begin(scan, frames);
            scan.run();
            long waits = frames.isFirst() && frames.size() > 0 ? waitSeconds(bucket, paths, taking.firstBuilt) : 0;
            if (waits > 0) {
                export.waits(bucket, waits);
            } else {
                frames.archive(List.of(
                        "holder " + HexFormat.of().toHexDigits(store.identity().holder())));
            }
            damaged |= scan.damaged();
        }
    }

    private long waitSeconds(ArchiveBucket bucket, List<Path> paths, long firstBuilt) throws IOException {
        return rule.waitSeconds(
                bucket, Point.epochSeconds(firstBuilt), store.lastWrittenMillis(paths) / 1000, nowSecond());
    }

    /** Takes what isn't archived, and notes when the first of it was built. */
    private static final class Taking implements StoreScan.Taker {
        private @Nullable StoreScan scan;
        private @Nullable BucketFrames frames;
        private long firstBuilt = -1;

        void begin(StoreScan newScan, BucketFrames newFrames) {
            scan = newScan;
            frames = newFrames;
        }

        private BucketFrames frames() {
            BucketFrames open = frames;
            if (open == null) {
                throw new IllegalStateException("not begun");
            }
            return open;
        }

        @Override
        public boolean wants(FrameHeader header) {
            return !frames().isArchived(header);
        }

        @Override
        public @Nullable String refuses(FrameHeader header) {
            return frames().belongs(header) ? null : "frame of another bucket than its directory's";
        }

        @Override
        public void take(FrameHeader header, int headerCrc, long place) {
            StoreScan from = scan;
            if (from != null) {
                frames().add(header, headerCrc, from::fetch, place);
            }
            if (Long.compareUnsigned(header.builtPoint(), firstBuilt) < 0) {
                firstBuilt = header.builtPoint();
            }
        }
    }
}
