package evtools.evport;

import evtools.archive.Archive;
import evtools.archive.ArchiveBucket;
import evtools.archive.FrameIdRanges;
import evtools.archive.Manifest;
import evtools.archive.SegmentWriter;
import evtools.cli.Duration;
import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.format.Point;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.pipe.TemporaryDirectory;
import evtools.sort.FrameMerge;
import evtools.sort.MergeSink;
import evtools.store.StoreReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A server's store: its buckets are archived one after another, oldest first. Not thread-safe. */
final class StoreSource {
    private static final long MEMORY_BYTES = 128L << 20;

    private final Stdio io;
    private final StoreReader store;
    private final Duration olderThan;
    private final long since;
    private boolean damaged;

    StoreSource(Stdio io, StoreReader store, Duration olderThan, long since) {
        this.io = io;
        this.store = store;
        this.olderThan = olderThan;
        this.since = since;
    }

    /** Archives what is due; returns whether something of it couldn't be read. */
    boolean exportTo(BucketExport export) throws IOException {
        long endedBefore = io.clock().epochNanos() / 1_000_000_000 - olderThan.seconds();
        int width = store.identity().bucketWidthSeconds();
        for (Map.Entry<Long, List<Path>> entry : store.buckets().entrySet()) {
            ArchiveBucket bucket = export.bucket(entry.getKey(), width);
            boolean due = bucket.endSeconds() <= endedBefore && bucket.endSeconds() > Point.epochSeconds(since);
            if (due && !export.skips(bucket)) {
                export(export, bucket, entry.getValue());
            }
        }
        return damaged;
    }

    private void export(BucketExport export, ArchiveBucket bucket, List<Path> files) throws IOException {
        List<Manifest> earlier = export.manifests(bucket);
        FrameIdRanges known = Archive.framesOf(earlier);
        FrameIdRanges taken = new FrameIdRanges();
        try (FrameMerge frames = new FrameMerge(MEMORY_BYTES, TemporaryDirectory.of(io), this::unreadable)) {
            for (Path file : files) {
                collect(file, bucket, known, taken, frames);
            }
            if (frames.size() == 0) {
                export.unchanged();
            } else if (export.isDryRun()) {
                export.wouldArchive(bucket, "frames " + frames.size());
            } else {
                SegmentWriter writer = export.begin(bucket, earlier);
                try {
                    frames.drain(true, new Segment(writer));
                } catch (IOException | RuntimeException e) {
                    writer.close();
                    throw e;
                }
                String source =
                        "holder " + HexFormat.of().toHexDigits(store.identity().holder());
                export.finish(writer, earlier, List.of(source), taken);
            }
        }
    }

    /** Adds a file's frames, but for those whose events are archived. */
    private void collect(Path file, ArchiveBucket bucket, FrameIdRanges known, FrameIdRanges taken, FrameMerge frames)
            throws IOException {
        try (InputStream in = Files.newInputStream(file);
                FrameReader reader = new FrameReader(in, (offset, length, what) -> {
                    damaged = true;
                    io.diagnostics()
                            .errorIn(
                                    file.toString(),
                                    what + ", at byte " + offset + " (" + length + " bytes skipped or affected)");
                })) {
            while (reader.next()) {
                FrameHeader header = reader.header();
                String unreadable = header.unreadable();
                if (unreadable != null) {
                    reader.reportDamage(unreadable);
                } else if (header.kind() == FrameKind.EVENTS && belongs(header, bucket, reader)) {
                    boolean archived = header.hasId() && known.contains(header.origin(), header.sequence());
                    if (!archived) {
                        frames.add(header, reader.frameBuffer(), reader.frameOffset());
                        if (header.hasId()) {
                            taken.add(header.origin(), header.sequence());
                        }
                    }
                }
            }
        } catch (NoSuchFileException e) {
            io.diagnostics().warningIn(file.toString(), "gone meanwhile: " + FailureText.reason(e));
        }
    }

    private static boolean belongs(FrameHeader header, ArchiveBucket bucket, FrameReader reader) {
        if (header.bucketWidthSeconds() == bucket.widthSeconds() && header.bucket() == bucket.number()) {
            return true;
        }
        reader.reportDamage("frame of another bucket than its directory's");
        return false;
    }

    private void unreadable(long offset, long length, String what) {
        damaged = true;
        io.diagnostics().error("frame of " + length + " bytes: " + what);
    }

    /** Takes events only: a segment has frames of its own. */
    private record Segment(SegmentWriter writer) implements MergeSink {
        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            writer.event(buffer, offset, length);
        }
    }
}
