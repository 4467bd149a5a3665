package evtools.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a store vouches for, found by id, by bucket and by time, and which of its buckets have changed. A
 * frame that was not on disk for good when its disk failed stays in the catalog and is passed over. Guarded by the
 * store's lock.
 */
final class HeldFrames {
    private static final Comparator<StoredFrame> BY_MIN_POINT = (a, b) -> {
        int order = Long.compareUnsigned(a.minPoint(), b.minPoint());
        order = order != 0 ? order : Long.compareUnsigned(a.origin(), b.origin());
        order = order != 0 ? order : Long.compareUnsigned(a.sequence(), b.sequence());
        return order != 0 ? order : Integer.compareUnsigned(a.headerCrc(), b.headerCrc());
    };

    private final FrameCatalog catalog;
    private final ChangedBuckets changed = new ChangedBuckets();
    private int count;

    HeldFrames(FrameCatalog catalog) {
        this.catalog = catalog;
        this.count = catalog.frameCount();
        catalog.buckets().keySet().forEach(changed::grown);
    }

    /** All that are in the catalog, by bucket. */
    Map<Long, FrameCatalog.Bucket> buckets() {
        return catalog.buckets();
    }

    /** How many are in the catalog. */
    int count() {
        return count;
    }

    /** Bytes of those. */
    long bytes() {
        long sum = 0;
        for (FrameCatalog.Bucket bucket : catalog.buckets().values()) {
            sum += bucket.bytes;
        }
        return sum;
    }

    void add(long bucket, StoredFrame frame) {
        catalog.add(bucket, frame);
        count++;
        changed.grown(bucket);
    }

    /** Forgets some frames of a bucket. */
    void remove(long bucket, Set<StoredFrame> frames) {
        catalog.removeAll(bucket, frames);
        count -= frames.size();
        changed.shrunk(bucket);
    }

    /** Forgets a bucket; returns how many frames that were. */
    int removeBucket(long bucket) {
        int gone = catalog.remove(bucket).size();
        count -= gone;
        changed.shrunk(bucket);
        return gone;
    }

    /** A disk has failed: any bucket may have fewer frames that count. */
    void diskLost() {
        catalog.buckets().keySet().forEach(changed::shrunk);
    }

    /** The buckets that have changed since this was called last, and whether they have lost frames. */
    Map<Long, Boolean> takeChangedBuckets() {
        return changed.take();
    }

    /** The first bucket with a greater number; null if there is none. */
    @Nullable
    Long bucketAfter(long bucket) {
        return catalog.buckets().higherKey(bucket);
    }

    /** The frame of this id and these bytes; null if it doesn't count or isn't here. */
    @Nullable
    StoredFrame find(long origin, long sequence, int headerCrc) {
        StoredFrame frame = catalog.find(origin, sequence);
        while (frame != null && (frame.headerCrc() != headerCrc || frame.isLost())) {
            frame = frame.sameId;
        }
        return frame;
    }

    /** A frame of this id that counts; null if there is none. */
    @Nullable
    StoredFrame find(long origin, long sequence) {
        StoredFrame frame = catalog.find(origin, sequence);
        while (frame != null && frame.isLost()) {
            frame = frame.sameId;
        }
        return frame;
    }

    /** Any frame of this id, whether it counts or not; others follow in {@link StoredFrame#sameId}. */
    @Nullable
    StoredFrame any(long origin, long sequence) {
        return catalog.find(origin, sequence);
    }

    /** Whether there is a frame of this id with other bytes. */
    boolean hasOther(long origin, long sequence, int headerCrc) {
        return catalog.hasOther(origin, sequence, headerCrc);
    }

    /** Whether this very frame is in the catalog and counts. */
    boolean has(StoredFrame frame) {
        StoredFrame at = catalog.find(frame.origin(), frame.sequence());
        while (at != null && at != frame) {
            at = at.sameId;
        }
        return at != null && !at.isLost();
    }

    /** Adds all frames with events in {@code [since, until]} (unsigned points) to a list. */
    void collect(long since, long until, List<StoredFrame> found) {
        for (FrameCatalog.Bucket bucket : catalog.buckets().values()) {
            for (StoredFrame frame : bucket.frames) {
                if (counts(frame, since, until)) {
                    found.add(frame);
                }
            }
        }
    }

    /** Adds all frames of a bucket to a list. */
    void collect(long bucket, List<StoredFrame> found) {
        FrameCatalog.Bucket held = catalog.buckets().get(bucket);
        if (held != null) {
            for (StoredFrame frame : held.frames) {
                if (!frame.isLost()) {
                    found.add(frame);
                }
            }
        }
    }

    /** Sorts by least point and then id; needs no lock. */
    static List<StoredFrame> sorted(List<StoredFrame> frames) {
        frames.sort(BY_MIN_POINT);
        return frames;
    }

    /** What there is of each bucket in {@code [since, until]} (unsigned points), in order of time. */
    List<BucketSummary> summaries(long since, long until) {
        List<BucketSummary> found = new ArrayList<>();
        catalog.buckets().forEach((number, bucket) -> {
            int frames = 0;
            long bytes = 0;
            for (StoredFrame frame : bucket.frames) {
                if (counts(frame, since, until)) {
                    frames++;
                    bytes += frame.length();
                }
            }
            if (frames > 0) {
                found.add(new BucketSummary(number, frames, bytes));
            }
        });
        return found;
    }

    private static boolean counts(StoredFrame frame, long since, long until) {
        return Long.compareUnsigned(frame.maxPoint(), since) >= 0
                && Long.compareUnsigned(frame.minPoint(), until) <= 0
                && !frame.isLost();
    }
}
