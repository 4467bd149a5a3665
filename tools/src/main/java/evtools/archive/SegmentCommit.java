package evtools.archive;

import evtools.archive.ObjectStore.ObjectInfo;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has a segment count: object first, then it is read back, then its manifest, if nobody took its number.
 *
 * <pre>
 *   commitAs(key) ──► free: ours          ──► read back ──► manifest NNN ──► still there? ──► counts
 *                 └─► taken: the same events, held on to      └─ taken: begin again, remove ours unless it is the same
 * </pre>
 *
 * <p>A key that is taken may be that of an object which nobody names, and which somebody else is about to remove because
 * of its age: so it is made young first, and looked for once more when the manifest is there. For the segments of one
 * call of {@link Archive#add} or {@link Archive#fold}. Not thread-safe.
 */
final class SegmentCommit {
    private static final int MAX_MANIFESTS = 1000;

    private final ObjectStore store;
    private final ArchiveBucket bucket;
    private @Nullable String created;

    SegmentCommit(ObjectStore store, ArchiveBucket bucket) {
        this.store = store;
        this.bucket = bucket;
    }

    /** Removes the object that an earlier round made, unless this is the same one or somebody names it. */
    void giveUpUnless(@Nullable SegmentInfo segment, List<Manifest> known) throws IOException {
        String key = created;
        if (key == null || (segment != null && key.equals(segment.key()))) {
            return;
        }
        for (SegmentInfo named : Archive.segmentsOf(known)) {
            if (named.key().equals(key)) {
                return;
            }
        }
        store.delete(key);
        created = null;
    }

    /**
     * Tries a number.
     *
     * @param writer has finished the segment that the manifest names, if it names one
     * @return false if somebody else has that number
     */
    boolean commit(SegmentWriter writer, Manifest manifest, int number, long nowMillis) throws IOException {
        if (number >= MAX_MANIFESTS) {
            throw new IOException("bucket " + bucket.name() + ": " + MAX_MANIFESTS + " segments are the most");
        }
        SegmentInfo segment = manifest.segment();
        if (segment != null) {
            if (writer.commitAs(segment.key())) {
                created = segment.key();
            } else {
                store.touch(segment.key(), nowMillis);
            }
            SegmentCheck.verify(store, bucket, segment);
        }
        if (!store.putIfAbsent(bucket.manifestKey(number), manifest.toBytes())) {
            return false;
        }
        if (segment != null) {
            ObjectInfo found = store.find(segment.key());
            if (found == null) {
                writer.commitAs(segment.key());
            }
        }
        return true;
    }
}
