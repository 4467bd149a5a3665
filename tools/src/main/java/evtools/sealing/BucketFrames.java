package evtools.sealing;

import evtools.archive.Archive;
import evtools.archive.ArchiveBucket;
import evtools.archive.FrameIdRanges;
import evtools.archive.Manifest;
import evtools.archive.SegmentWriter;
import evtools.format.BigEndian;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.replication.FrameKey;
import evtools.sort.FrameMerge;
import evtools.sort.MergeSink;
import evtools.store.FrameId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one bucket that aren't archived yet, wherever they come from: collected, then merged into a segment.
 * Not thread-safe.
 */
public final class BucketFrames implements AutoCloseable {
    private final BucketExport export;
    private final ArchiveBucket bucket;
    private final List<Manifest> earlier;
    private final FrameIdRanges known;
    private final FrameIdRanges taken = new FrameIdRanges();
    private final Set<FrameKey> keys = new HashSet<>();
    private final boolean again;
    private final FrameMerge frames;
    private final List<FrameId> unreadableIds = new ArrayList<>();
    private boolean unreadable;
    private boolean unknownUnreadable;

    /** Is told of frames that turn out unreadable when they are merged. */
    @FunctionalInterface
    public interface Unreadable {
        /**
         * Reports one.
         *
         * @param place where it is, of those that were left where they are; else 0
         * @param length of the frame
         * @return its id; null if that isn't known
         */
        @Nullable
        FrameId unreadable(long place, long length, String what);
    }

    /**
     * Begins a bucket.
     *
     * @param again whether frames whose ids are known to be archived are taken too, to be compared event by event
     * @param memoryBytes for frames
     * @param unreadableFrames is told of frames that can't be decoded
     */
    public BucketFrames(
            BucketExport export,
            ArchiveBucket bucket,
            boolean again,
            long memoryBytes,
            Path temporaryDirectory,
            Unreadable unreadableFrames)
            throws IOException {
        this.export = export;
        this.bucket = bucket;
        this.again = again;
        this.earlier = export.manifests(bucket);
        this.known = again ? new FrameIdRanges() : Archive.framesOf(earlier);
        this.frames = new FrameMerge(memoryBytes, temporaryDirectory, (place, length, what) -> {
            unreadable = true;
            FrameId id = unreadableFrames.unreadable(place, length, what);
            if (id == null) {
                unknownUnreadable = true;
            } else {
                unreadableIds.add(id);
            }
        });
    }

    /** Whether a frame is of this bucket. */
    public boolean belongs(FrameHeader header) {
        return header.bucketWidthSeconds() == bucket.widthSeconds() && header.bucket() == bucket.number();
    }

    /** Whether nothing of the bucket was archived before. */
    public boolean isFirst() {
        return earlier.isEmpty();
    }

    /** Whether a frame's id is known to be archived. */
    public boolean isArchived(FrameHeader header) {
        return header.hasId() && known.contains(header.origin(), header.sequence());
    }

    /** Frames to be archived. */
    public int size() {
        return frames.size();
    }

    /** Adds an events frame, unless its id is known to be archived or it is a copy of one that was added. */
    public void add(FrameHeader header, byte[] buffer, int frameOffset) throws IOException {
        if (!isArchived(header)) {
            frames.add(header, buffer, frameOffset);
            took(header, BigEndian.getInt(buffer, frameOffset + FrameLimits.HEADER_BYTES - Integer.BYTES));
        }
    }

    /** The same for a frame that stays where it is until it is merged. */
    public void add(FrameHeader header, int headerCrc, FrameMerge.Places places, long place) {
        if (!isArchived(header)) {
            frames.add(header, headerCrc, places, place);
            took(header, headerCrc);
        }
    }

    private void took(FrameHeader header, int headerCrc) {
        if (header.hasId()) {
            taken.add(header.origin(), header.sequence());
            if (again) {
                keys.add(new FrameKey(header.origin(), header.sequence(), headerCrc));
            }
        }
    }

    /**
     * Archives what was collected.
     *
     * @return the frames whose events are all in segments that count and that were read back, if frames were taken
     *     again; none, if one of the frames can't be read
     */
    public Set<FrameKey> archive(List<String> sources) throws IOException {
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
            export.finish(writer, earlier, sources, archivedIds());
        }
        return unreadable || export.isDryRun() ? Set.of() : keys;
    }

    /** The ids of those that could be read. Where it isn't known which those are, all are looked at again. */
    private FrameIdRanges archivedIds() {
        if (unknownUnreadable) {
            return new FrameIdRanges();
        }
        for (FrameId id : unreadableIds) {
            taken.remove(id.origin(), id.sequence());
        }
        return taken;
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
