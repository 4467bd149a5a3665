package evtools.evport;

import evtools.archive.ArchiveBucket;
import evtools.cli.Duration;
import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.format.Point;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.pipe.TemporaryDirectory;
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
        try (BucketFrames frames =
                new BucketFrames(export, bucket, false, TemporaryDirectory.of(io), this::unreadable)) {
            for (Path file : files) {
                collect(file, frames);
            }
            frames.archive(List.of(
                    "holder " + HexFormat.of().toHexDigits(store.identity().holder())));
        }
    }

    /** Adds a file's frames, but for those whose events are archived. */
    private void collect(Path file, BucketFrames frames) throws IOException {
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
                } else if (header.kind() == FrameKind.EVENTS) {
                    if (frames.belongs(header)) {
                        frames.add(header, reader.frameBuffer(), reader.frameOffset());
                    } else {
                        reader.reportDamage("frame of another bucket than its directory's");
                    }
                }
            }
        } catch (NoSuchFileException e) {
            io.diagnostics().warningIn(file.toString(), "gone meanwhile: " + FailureText.reason(e));
        }
    }

    private void unreadable(long offset, long length, String what) {
        damaged = true;
        io.diagnostics().error("frame of " + length + " bytes: " + what);
    }
}
