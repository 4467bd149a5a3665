package evtools.sealing;

import evtools.archive.ArchiveBucket;
import evtools.cli.Stdio;
import evtools.format.FormatException;
import evtools.format.Point;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.store.FrameId;
import evtools.store.LeafFiles;
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
    /** A last frame that is wrong was perhaps being written when it was read, if the file is as young as this. */
    private static final long BEING_WRITTEN_MILLIS = 60_000;

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
        long now = nowMillis() / 1000;
        int width = store.identity().bucketWidthSeconds();
        for (Map.Entry<Long, List<Path>> entry : store.buckets().entrySet()) {
            if (export.writtenCount() >= maxBuckets) {
                break;
            }
            ArchiveBucket bucket = export.bucket(entry.getKey(), width);
            if (rule.mayBeDue(bucket, now) && !export.skips(bucket)) {
                new OpenBucket(export, bucket, entry.getValue()).archive();
            }
        }
        return damaged;
    }

    private long nowMillis() {
        return io.clock().epochNanos() / 1_000_000;
    }

    private void damaged(Path file, long offset, long length, String what) {
        damaged = true;
        io.diagnostics()
                .errorIn(file.toString(), what + ", at byte " + offset + " (" + length + " bytes skipped or affected)");
    }

    /** One bucket, its files open. */
    private final class OpenBucket implements LeafFiles.Visitor, BucketFrames.Unreadable {
        private final BucketExport export;
        private final ArchiveBucket bucket;
        private final List<Path> paths;
        private final LeafFiles files;
        private final BucketFrames frames;
        private long firstBuilt = -1;
        private @Nullable IOException failure;

        OpenBucket(BucketExport export, ArchiveBucket bucket, List<Path> paths) throws IOException {
            this.export = export;
            this.bucket = bucket;
            this.paths = paths;
            this.files = store.open(paths);
            this.frames = new BucketFrames(export, bucket, false, memoryBytes, temporaryDirectory, this);
        }

        void archive() throws IOException {
            try (files;
                    frames) {
                files.scan(this);
                if (failure != null) {
                    throw failure;
                }
                long waits = frames.isFirst() && frames.size() > 0 ? waitSeconds() : 0;
                if (waits > 0) {
                    export.waits(bucket, waits);
                } else {
                    frames.archive(List.of("holder "
                            + HexFormat.of().toHexDigits(store.identity().holder())));
                }
            }
        }

        private long waitSeconds() throws IOException {
            return rule.waitSeconds(
                    bucket, Point.epochSeconds(firstBuilt), store.lastWrittenMillis(paths) / 1000, nowMillis() / 1000);
        }

        @Override
        public void frame(FrameHeader header, int headerCrc, long place) {
            String unreadable = header.unreadable();
            if (unreadable != null) {
                damagedFrame(header, place, unreadable);
            } else if (header.kind() == FrameKind.EVENTS && !frames.isArchived(header)) {
                if (!frames.belongs(header)) {
                    damagedFrame(header, place, "frame of another bucket than its directory's");
                } else if (failure == null && isWhole(header, place)) {
                    frames.add(header, headerCrc, files::fetch, place);
                    firstBuilt = Long.compareUnsigned(header.builtPoint(), firstBuilt) < 0
                            ? header.builtPoint()
                            : firstBuilt;
                }
            }
        }

        private boolean isWhole(FrameHeader header, long place) {
            try {
                files.fetch(place, header.frameLength());
                return true;
            } catch (FormatException e) {
                if (!isBeingWritten(header, place)) {
                    damagedFrame(header, place, "frame payload with a wrong checksum");
                }
            } catch (IOException e) {
                failure = e;
            }
            return false;
        }

        private boolean isBeingWritten(FrameHeader header, long place) {
            try {
                return files.isLast(place, header.frameLength())
                        && store.lastWrittenMillis(List.of(files.path(place))) > nowMillis() - BEING_WRITTEN_MILLIS;
            } catch (IOException e) {
                failure = e;
                return true;
            }
        }

        private void damagedFrame(FrameHeader header, long place, String what) {
            damaged(files.path(place), files.offset(place), header.frameLength(), what);
        }

        @Override
        public void damaged(Path file, long offset, long length, String what) {
            StoreSealing.this.damaged(file, offset, length, what);
        }

        @Override
        public void gone(Path file) {
            io.diagnostics().warningIn(file.toString(), "gone meanwhile");
        }

        @Override
        public @Nullable FrameId unreadable(long place, long length, String what) {
            damaged(files.path(place), files.offset(place), length, what);
            try {
                FrameHeader header = new FrameHeader();
                header.read(files.fetch(place, (int) length), 0);
                return new FrameId(header.origin(), header.sequence(), 0);
            } catch (IOException e) {
                return null;
            }
        }
    }
}
