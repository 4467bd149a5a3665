package evtools.archive;

import evtools.archive.ObjectStore.ObjectInfo;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one environment in an object store: what there is, and adding to it.
 *
 * <pre>
 *   begin(bucket) ──► event, event …  ──► add:  segment ──► read back ──► manifest NNN, if nobody was faster
 *                  without what is there                                      │ somebody was
 *                          └──────────── what his segments don't have ◄───────┘
 *   fold(bucket)  ──► all segments that count, merged ──► segment ──► read back ──► manifest that replaces them
 * </pre>
 *
 * <p>Any number of processes may add to the same bucket at once, and any of them may be killed at any moment: an event
 * that was given to one that returned is in exactly one segment that counts. Not thread-safe.
 */
public final class Archive {
    private static final int LIST_STEP = 1000;

    private final ObjectStore store;
    private final String environment;
    private final SegmentShape shape;

    public Archive(ObjectStore store, String environment) {
        this(store, environment, SegmentShape.sealing());
    }

    /**
     * An archive.
     *
     * @param shape how segments are written
     */
    public Archive(ObjectStore store, String environment, SegmentShape shape) {
        this.store = store;
        this.environment = environment;
        this.shape = shape;
    }

    /** The bucket of that number. */
    public ArchiveBucket bucket(long number, int widthSeconds) {
        return new ArchiveBucket(environment, number, widthSeconds);
    }

    /** All manifests of the environment that count, oldest bucket first. */
    public List<Manifest> manifests() throws IOException {
        List<Manifest> counting = new ArrayList<>();
        List<Manifest> ofBucket = new ArrayList<>();
        for (Manifest manifest : manifests(ArchiveBucket.manifestPrefix(environment))) {
            if (!ofBucket.isEmpty() && !ofBucket.getFirst().bucket().equals(manifest.bucket())) {
                counting.addAll(counting(ofBucket));
                ofBucket.clear();
            }
            ofBucket.add(manifest);
        }
        counting.addAll(counting(ofBucket));
        return counting;
    }

    /** All buckets of which there are manifests, oldest first. */
    public Set<ArchiveBucket> buckets() throws IOException {
        Set<ArchiveBucket> buckets = new LinkedHashSet<>();
        for (Manifest manifest : manifests(ArchiveBucket.manifestPrefix(environment))) {
            buckets.add(manifest.bucket());
        }
        return buckets;
    }

    /** Of a bucket's manifests those whose segments count: from the last one on that replaces those before it. */
    public static List<Manifest> counting(List<Manifest> ofBucket) {
        for (int i = ofBucket.size() - 1; i > 0; i--) {
            if (ofBucket.get(i).replaces()) {
                return ofBucket.subList(i, ofBucket.size());
            }
        }
        return ofBucket;
    }

    /** All manifests of a bucket, in their order, also those that were replaced. */
    public List<Manifest> manifests(ArchiveBucket bucket) throws IOException {
        List<Manifest> found = manifests(bucket.manifestPrefix());
        for (Manifest manifest : found) {
            if (manifest.bucket().widthSeconds() != bucket.widthSeconds()) {
                throw new FormatException("bucket " + bucket.name() + ": archived with another width (expected "
                        + bucket.widthSeconds() + "s, found "
                        + manifest.bucket().widthSeconds() + "s)");
            }
        }
        return found;
    }

    private List<Manifest> manifests(String prefix) throws IOException {
        List<Manifest> found = new ArrayList<>();
        for (ObjectInfo object : list(store, prefix)) {
            found.add(read(store, object));
        }
        return found;
    }

    static List<ObjectInfo> list(ObjectStore store, String prefix) throws IOException {
        List<ObjectInfo> found = new ArrayList<>();
        while (true) {
            String after = found.isEmpty() ? "" : found.getLast().key();
            List<ObjectInfo> objects = store.list(prefix, after, LIST_STEP);
            found.addAll(objects);
            if (objects.size() < LIST_STEP) {
                return found;
            }
        }
    }

    static Manifest read(ObjectStore store, ObjectInfo object) throws IOException {
        if (object.bytes() > Manifest.MAX_BYTES) {
            throw new FormatException(object.key() + ": manifest too long (expected at most " + Manifest.MAX_BYTES
                    + " bytes, found " + object.bytes() + ")");
        }
        try (InputStream stream = store.get(object.key())) {
            return Manifest.parse(stream.readNBytes(Manifest.MAX_BYTES));
        } catch (FormatException e) {
            throw new FormatException(object.key() + ": " + e.getMessage(), e);
        }
    }

    /** Opens a segment's bytes. */
    public InputStream open(SegmentInfo segment) throws IOException {
        return store.get(segment.key());
    }

    /**
     * Begins a segment.
     *
     * @param earlier all of the bucket's manifests: events of their segments are left out
     */
    public SegmentWriter begin(ArchiveBucket bucket, List<Manifest> earlier) throws IOException {
        EarlierEvents events = new EarlierEvents();
        try {
            for (Manifest manifest : counting(earlier)) {
                SegmentInfo segment = manifest.segment();
                if (segment != null) {
                    events.add(segment.key(), store.get(segment.key()));
                }
            }
            return new SegmentWriter(bucket, events, store.newUpload(), shape);
        } catch (IOException | RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /**
     * Makes what was given to a segment count, and closes the writer.
     *
     * @param earlier what it was begun with
     * @param sources where the events came from, for people
     * @param frames ids of the frames that they came in
     * @return the manifest; null if there was nothing new
     * @throws FormatException if what is read back isn't what was written
     */
    public @Nullable Manifest add(
            SegmentWriter writer, List<Manifest> earlier, List<String> sources, FrameIdRanges frames, long nowMillis)
            throws IOException {
        ArchiveBucket bucket = writer.bucket();
        SegmentWriter candidate = writer;
        List<Manifest> known = earlier;
        SegmentCommit commit = new SegmentCommit(store, bucket);
        try {
            while (true) {
                SegmentInfo segment = candidate.events() == 0 ? null : candidate.finish();
                commit.giveUpUnless(segment, known);
                if (segment == null && framesOf(known).containsAll(frames)) {
                    return null;
                }
                Manifest manifest = new Manifest(bucket, segment, sources, frames, false);
                if (commit.commit(candidate, manifest, known.size(), nowMillis)) {
                    if (segment != null) {
                        new SegmentCleaning(store, bucket).run(manifests(bucket), nowMillis);
                    }
                    return manifest;
                }
                known = manifests(bucket);
                SegmentWriter rest = begin(bucket, known);
                try (SegmentWriter old = candidate) {
                    candidate = rest;
                    copy(old, rest);
                }
            }
        } finally {
            candidate.close();
        }
    }

    private static void copy(SegmentWriter from, SegmentWriter to) throws IOException {
        try (InputStream stream = from.reopen();
                EventReader events =
                        new EventReader(new FrameReader(stream, SegmentCheck.refuseDamage("temporary file")))) {
            EventView event = new EventView();
            while (events.next(event)) {
                to.event(event.buffer(), event.offset(), event.length());
            }
        }
    }

    /** Ids of all frames whose events are in these segments. */
    public static FrameIdRanges framesOf(List<Manifest> manifests) {
        FrameIdRanges frames = new FrameIdRanges();
        for (Manifest manifest : manifests) {
            frames.addAll(manifest.frames());
        }
        return frames;
    }

    /**
     * Makes one segment of all segments of a bucket, which then counts in their place. The old ones are removed by a
     * later call, when nobody reads them any more.
     *
     * @param evenOne whether a single segment of another level is written anew too
     * @return the manifest; null if there was nothing to fold
     */
    public @Nullable Manifest fold(ArchiveBucket bucket, boolean evenOne, long nowMillis) throws IOException {
        SegmentCommit commit = new SegmentCommit(store, bucket);
        while (true) {
            List<Manifest> known = manifests(bucket);
            List<SegmentInfo> segments = segmentsOf(counting(known));
            boolean wanted = segments.size() > 1
                    || (evenOne && segments.size() == 1 && !segments.getFirst().hasLevel(shape.level()));
            if (!wanted) {
                commit.giveUpUnless(null, known);
                new SegmentCleaning(store, bucket).run(known, nowMillis);
                return null;
            }
            try (SegmentWriter writer = new SegmentWriter(bucket, new EarlierEvents(), store.newUpload(), shape)) {
                SegmentMerge.merge(store, segments, writer);
                SegmentInfo segment = writer.finish();
                commit.giveUpUnless(segment, known);
                Manifest manifest =
                        new Manifest(bucket, segment, List.of("segments of the archive"), new FrameIdRanges(), true);
                if (commit.commit(writer, manifest, known.size(), nowMillis)) {
                    new SegmentCleaning(store, bucket).run(manifests(bucket), nowMillis);
                    return manifest;
                }
            }
        }
    }

    static List<SegmentInfo> segmentsOf(List<Manifest> manifests) {
        List<SegmentInfo> segments = new ArrayList<>();
        for (Manifest manifest : manifests) {
            SegmentInfo segment = manifest.segment();
            if (segment != null) {
                segments.add(segment);
            }
        }
        return segments;
    }
}
