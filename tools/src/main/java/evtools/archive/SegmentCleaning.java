package evtools.archive;

import evtools.archive.ObjectStore.ObjectInfo;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes a bucket's segments that don't count, an hour after they could last have been of use: those that no manifest
 * names may be on their way, those that were replaced may still be read. Not thread-safe.
 */
final class SegmentCleaning {
    private static final long GRACE_MILLIS = 3600_000L;
    private static final int LIST_STEP = 1000;

    private final ObjectStore store;
    private final ArchiveBucket bucket;

    SegmentCleaning(ObjectStore store, ArchiveBucket bucket) {
        this.store = store;
        this.bucket = bucket;
    }

    /**
     * Removes what is old enough.
     *
     * @param manifests all of the bucket
     */
    void run(List<Manifest> manifests, long nowMillis) throws IOException {
        List<ObjectInfo> segments = store.list(bucket.segmentPrefix(), "", LIST_STEP);
        List<Manifest> counting = Archive.counting(manifests);
        Set<String> keep = keys(counting);
        if (segments.size() <= keep.size()) {
            return;
        }
        long before = nowMillis - GRACE_MILLIS;
        Set<String> replaced = keys(manifests.subList(0, manifests.size() - counting.size()));
        boolean replacedLongAgo = isOlder(bucket.manifestKey(manifests.size() - counting.size()), before);
        for (ObjectInfo segment : segments) {
            boolean old = replaced.contains(segment.key()) ? replacedLongAgo : segment.modifiedMillis() < before;
            // Looked at once more: a writer of the same events may just have made it young.
            if (old && !keep.contains(segment.key()) && isOlder(segment.key(), before)) {
                store.delete(segment.key());
            }
        }
    }

    private boolean isOlder(String key, long beforeMillis) throws IOException {
        ObjectInfo found = store.find(key);
        return found != null && found.modifiedMillis() < beforeMillis;
    }

    private static Set<String> keys(List<Manifest> manifests) {
        Set<String> keys = new HashSet<>();
        for (SegmentInfo segment : Archive.segmentsOf(manifests)) {
            keys.add(segment.key());
        }
        return keys;
    }
}
