package evtools.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Deletes frames, by age or because they are archived, and leaves tombstones. Guarded by the store's lock. */
final class FrameDeletion {
    private final StoreDirectories directories;
    private final BucketLeaves leaves;
    private final HeldFrames held;
    private final Tombstones tombstones;
    private final int widthSeconds;

    FrameDeletion(
            StoreDirectories directories,
            BucketLeaves leaves,
            HeldFrames held,
            Tombstones tombstones,
            int widthSeconds) {
        this.directories = directories;
        this.leaves = leaves;
        this.held = held;
        this.tombstones = tombstones;
        this.widthSeconds = widthSeconds;
    }

    /** See {@link DirectoryStore#expire}. */
    DeletedFrames expire(long endedBefore, long writtenBefore) throws IOException {
        List<Long> due = new ArrayList<>();
        for (Map.Entry<Long, FrameCatalog.Bucket> entry : held.buckets().entrySet()) {
            long end = (entry.getKey() + 1) * widthSeconds;
            if (end <= endedBefore && lastWritten(entry.getKey()) < writtenBefore) {
                due.add(entry.getKey());
                for (StoredFrame frame : entry.getValue().frames) {
                    tombstones.add(Tombstones.Kind.EXPIRED, frame.origin(), frame.sequence(), frame.sequence());
                }
            }
        }
        if (due.isEmpty()) {
            return DeletedFrames.NONE;
        }
        IOException failure = null;
        try {
            tombstones.save();
        } catch (IOException e) {
            if (!DiskErrors.isFull(e)) {
                tombstones.takeBack();
                throw e;
            }
            // Deleting makes room for them.
        }
        int gone = 0;
        for (Long bucket : due) {
            gone += held.removeBucket(bucket);
            failure = firstOf(failure, deleteFiles(bucket));
        }
        try {
            tombstones.save();
        } catch (IOException e) {
            // Deleted is deleted: they are kept in memory, and tried again.
            tombstones.keepUnsaved();
            failure = firstOf(failure, e);
        }
        return new DeletedFrames(gone, failure);
    }

    private static @Nullable IOException firstOf(@Nullable IOException first, @Nullable IOException other) {
        return first != null ? first : other;
    }

    private long lastWritten(long bucket) throws IOException {
        long last = Long.MIN_VALUE;
        for (StoreDirectory directory : directories.all()) {
            last = Math.max(last, leaves.lastWritten(directory, bucket));
        }
        return last;
    }

    /** What is left over is deleted when the store is opened next: its frames are known to be deleted. */
    private @Nullable IOException deleteFiles(long bucket) {
        IOException failure = null;
        for (StoreDirectory directory : directories.all()) {
            try {
                leaves.delete(directory, bucket);
            } catch (IOException e) {
                failure = e;
            }
        }
        return failure;
    }

    /** See {@link DirectoryStore#archived}. */
    DeletedFrames archived(Collection<FrameId> ids) throws IOException {
        Set<FrameId> wanted = new HashSet<>(ids);
        Map<Long, Set<StoredFrame>> gone = new TreeMap<>();
        for (FrameId id : wanted) {
            if (id.origin() == 0 || hasUnlisted(id, wanted)) {
                continue;
            }
            tombstones.add(Tombstones.Kind.ARCHIVED, id.origin(), id.sequence(), id.sequence());
            for (StoredFrame at = held.any(id.origin(), id.sequence()); at != null; at = at.sameId) {
                gone.computeIfAbsent(at.bucket(), key -> new HashSet<>()).add(at);
            }
        }
        tombstones.saveOrTakeBack();
        int count = 0;
        IOException failure = null;
        for (Map.Entry<Long, Set<StoredFrame>> bucket : gone.entrySet()) {
            held.remove(bucket.getKey(), bucket.getValue());
            count += bucket.getValue().size();
            for (StoredFrame frame : bucket.getValue()) {
                if (frame.leaf().frames == 0) {
                    try {
                        leaves.deleteLeaf(frame.leaf(), bucket.getKey());
                    } catch (IOException e) {
                        failure = e;
                    }
                }
            }
        }
        return new DeletedFrames(count, failure);
    }

    private boolean hasUnlisted(FrameId id, Set<FrameId> listed) {
        for (StoredFrame at = held.any(id.origin(), id.sequence()); at != null; at = at.sameId) {
            if (!listed.contains(new FrameId(at.origin(), at.sequence(), at.headerCrc()))) {
                return true;
            }
        }
        return false;
    }
}
