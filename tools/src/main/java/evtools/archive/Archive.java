package evtools.archive;

import evtools.archive.ObjectStore.ObjectInfo;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
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
 * </pre>
 *
 * <p>Any number of processes may add to the same bucket at once, and any of them may be killed at any moment: an event
 * that was given to one that returned is in exactly one segment that counts. Not thread-safe.
 */
public final class Archive {
    private static final int MAX_MANIFESTS = 1000;
    private static final int LIST_STEP = 1000;
    /** An object that no manifest names may be one whose manifest is being written. */
    private static final long GRACE_MILLIS = 3600_000L;

    private final ObjectStore store;
    private final String environment;

    public Archive(ObjectStore store, String environment) {
        this.store = store;
        this.environment = environment;
    }

    /** The bucket of that number. */
    public ArchiveBucket bucket(long number, int widthSeconds) {
        return new ArchiveBucket(environment, number, widthSeconds);
    }

    /** All manifests of the environment, oldest bucket first. */
    public List<Manifest> manifests() throws IOException {
        return manifests(ArchiveBucket.manifestPrefix(environment));
    }

    /** The manifests of a bucket, in their order. */
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
        String after = "";
        while (true) {
            List<ObjectInfo> objects = store.list(prefix, after, LIST_STEP);
            for (ObjectInfo object : objects) {
                found.add(read(object));
                after = object.key();
            }
            if (objects.size() < LIST_STEP) {
                return found;
            }
        }
    }

    private Manifest read(ObjectInfo object) throws IOException {
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
     * @param earlier the bucket's manifests: events of their segments are left out
     */
    public SegmentWriter begin(ArchiveBucket bucket, List<Manifest> earlier) throws IOException {
        EarlierEvents events = new EarlierEvents();
        try {
            for (Manifest manifest : earlier) {
                SegmentInfo segment = manifest.segment();
                if (segment != null) {
                    events.add(segment.key(), store.get(segment.key()));
                }
            }
            return new SegmentWriter(bucket, events, store.newUpload());
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
        String created = null;
        try {
            while (true) {
                SegmentInfo segment = candidate.events() == 0 ? null : candidate.finish();
                if (created != null && (segment == null || !created.equals(segment.key()))) {
                    deleteUnlessNamed(created, known);
                    created = null;
                }
                if (segment == null && framesOf(known).containsAll(frames)) {
                    return null;
                }
                if (segment != null) {
                    if (candidate.commitAs(segment.key())) {
                        created = segment.key();
                    }
                    SegmentCheck.verify(store, bucket, segment);
                }
                if (known.size() == MAX_MANIFESTS) {
                    throw new IOException("bucket " + bucket.name() + ": " + MAX_MANIFESTS + " segments are the most");
                }
                Manifest manifest = new Manifest(bucket, segment, sources, frames);
                if (store.putIfAbsent(bucket.manifestKey(known.size()), manifest.toBytes())) {
                    if (segment != null) {
                        removeOrphans(bucket, nowMillis);
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

    private void deleteUnlessNamed(String key, List<Manifest> manifests) throws IOException {
        if (!names(manifests).contains(key)) {
            store.delete(key);
        }
    }

    private static Set<String> names(List<Manifest> manifests) {
        Set<String> keys = new HashSet<>();
        for (Manifest manifest : manifests) {
            SegmentInfo segment = manifest.segment();
            if (segment != null) {
                keys.add(segment.key());
            }
        }
        return keys;
    }

    /** Removes segments that no manifest names, and that are too old to be still on their way. */
    private void removeOrphans(ArchiveBucket bucket, long nowMillis) throws IOException {
        List<ObjectInfo> segments = store.list(bucket.segmentPrefix(), "", LIST_STEP);
        if (segments.size() < 2) {
            return;
        }
        Set<String> named = names(manifests(bucket));
        for (ObjectInfo segment : segments) {
            if (!named.contains(segment.key()) && segment.modifiedMillis() < nowMillis - GRACE_MILLIS) {
                store.delete(segment.key());
            }
        }
    }
}
