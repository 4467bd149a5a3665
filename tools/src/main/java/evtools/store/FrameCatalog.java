package evtools.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which frames a store has, by id and by bucket. In memory, about 200 bytes a frame; rebuilt from the frames' headers
 * when the store is opened. Guarded by the store's lock.
 */
final class FrameCatalog {
    private record Id(long origin, long sequence) {}

    /** A bucket's frames, in the order in which they came. */
    static final class Bucket {
        final List<StoredFrame> frames = new ArrayList<>();
        long bytes;
    }

    private final Map<Id, StoredFrame> byId = new HashMap<>();
    private final NavigableMap<Long, Bucket> buckets = new TreeMap<>();

    /** Whether there is a frame of this id with other bytes. */
    boolean hasOther(long origin, long sequence, int headerCrc) {
        StoredFrame frame = find(origin, sequence);
        while (frame != null && frame.headerCrc() == headerCrc) {
            frame = frame.sameId;
        }
        return frame != null;
    }

    /** Any frame of this id; others of the same id follow in {@link StoredFrame#sameId}. */
    @Nullable
    StoredFrame find(long origin, long sequence) {
        return byId.get(new Id(origin, sequence));
    }

    void add(long bucket, StoredFrame frame) {
        if (frame.origin() != 0) {
            frame.sameId = byId.put(new Id(frame.origin(), frame.sequence()), frame);
        }
        Bucket group = buckets.computeIfAbsent(bucket, number -> new Bucket());
        group.frames.add(frame);
        group.bytes += frame.length();
        frame.leaf().frames++;
    }

    NavigableMap<Long, Bucket> buckets() {
        return buckets;
    }

    int frameCount() {
        int count = 0;
        for (Bucket bucket : buckets.values()) {
            count += bucket.frames.size();
        }
        return count;
    }

    /** Forgets a bucket; returns its frames. */
    List<StoredFrame> remove(long bucket) {
        Bucket gone = buckets.remove(bucket);
        if (gone == null) {
            return List.of();
        }
        for (StoredFrame frame : gone.frames) {
            forgetId(frame);
        }
        return gone.frames;
    }

    /** Forgets some frames of a bucket. */
    void removeAll(long bucket, Set<StoredFrame> frames) {
        Bucket group = buckets.get(bucket);
        if (group == null) {
            return;
        }
        group.frames.removeIf(frames::contains);
        for (StoredFrame frame : frames) {
            forgetId(frame);
            frame.leaf().frames--;
            group.bytes -= frame.length();
        }
        if (group.frames.isEmpty()) {
            buckets.remove(bucket);
        }
    }

    private void forgetId(StoredFrame frame) {
        Id id = new Id(frame.origin(), frame.sequence());
        StoredFrame first = byId.get(id);
        if (first == frame) {
            if (frame.sameId == null) {
                byId.remove(id);
            } else {
                byId.put(id, frame.sameId);
            }
            return;
        }
        for (StoredFrame at = first; at != null; at = at.sameId) {
            if (at.sameId == frame) {
                at.sameId = frame.sameId;
                return;
            }
        }
    }
}
