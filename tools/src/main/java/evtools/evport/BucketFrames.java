package evtools.evport;

import evtools.archive.Archive;
import evtools.archive.ArchiveBucket;
import evtools.archive.FrameIdRanges;
import evtools.archive.Manifest;
import evtools.archive.SegmentWriter;
import evtools.format.BigEndian;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.replication.FrameKey;
import evtools.sort.FrameMerge;
import evtools.sort.MergeSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The frames of one bucket that aren't archived yet, wherever they come from: collected, then merged into a segment.
 * Not thread-safe.
 */
final class BucketFrames implements AutoCloseable {
    private static final long MEMORY_BYTES = 128L << 20;

    private final BucketExport export;
    private final ArchiveBucket bucket;
    private final List<Manifest> earlier;
    private final FrameIdRanges known;
    private final FrameIdRanges taken = new FrameIdRanges();
    private final Set<FrameKey> keys = new HashSet<>();
    private final FrameMerge frames;
    private boolean unreadable;

    /**
     * Begins a bucket.
     *
     * @param again whether frames whose ids are known to be archived are taken too, to be compared event by event
     * @param unreadableFrames is told of frames that can't be decoded
     */
    BucketFrames(
            BucketExport export,
            ArchiveBucket bucket,
            boolean again,
            Path temporaryDirectory,
            DamageListener unreadableFrames)
            throws IOException {
        this.export = export;
        this.bucket = bucket;
        this.earlier = export.manifests(bucket);
        this.known = again ? new FrameIdRanges() : Archive.framesOf(earlier);
        this.frames = new FrameMerge(MEMORY_BYTES, temporaryDirectory, (offset, length, what) -> {
            unreadable = true;
            unreadableFrames.damaged(offset, length, what);
        });
    }

    /** Whether a frame is of this bucket. */
    boolean belongs(FrameHeader header) {
        return header.bucketWidthSeconds() == bucket.widthSeconds() && header.bucket() == bucket.number();
    }

    /** Adds an events frame, unless its id is known to be archived or it is a copy of one that was added. */
    void add(FrameHeader header, byte[] buffer, int frameOffset) throws IOException {
        if (header.hasId() && known.contains(header.origin(), header.sequence())) {
            return;
        }
        frames.add(header, buffer, frameOffset);
        if (header.hasId()) {
            taken.add(header.origin(), header.sequence());
            int headerCrc = BigEndian.getInt(buffer, frameOffset + FrameLimits.HEADER_BYTES - Integer.BYTES);
            keys.add(new FrameKey(header.origin(), header.sequence(), headerCrc));
        }
    }

    /**
     * Archives what was collected.
     *
     * @return the frames whose events are all in segments that count and that were read back; none, if one of the
     *     frames can't be read
     */
    Set<FrameKey> archive(List<String> sources) throws IOException {
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
            // Which of them can't be read is not known: none is taken for archived, all are looked at again.
            export.finish(writer, earlier, sources, unreadable ? new FrameIdRanges() : taken);
        }
        return unreadable || export.isDryRun() ? Set.of() : keys;
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }

    /** Takes events only: a segment has frames of its own. */
    private record Segment(SegmentWriter writer) implements MergeSink {
        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            writer.event(buffer, offset, length);
        }
    }
}
