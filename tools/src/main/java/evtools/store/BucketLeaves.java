package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of a store's buckets: appending, what is not synced yet, deleting. Guarded by the store's lock. */
final class BucketLeaves {
    /** What a sync has to force; the leaves stay open until {@link #release}. */
    record Unsynced(List<Leaf> leaves, List<Path> directories) {}

    private final Disk disk;
    private final StoreLimits limits;
    private final int widthSeconds;
    private final Map<StoreRecovery.BucketAt, List<Leaf>> leaves;
    private final OpenLeaves open;
    private final Set<Leaf> dirty = new LinkedHashSet<>();
    /** Directories in which names are new. */
    private final Set<Path> newNames = new LinkedHashSet<>();

    BucketLeaves(Disk disk, StoreLimits limits, int widthSeconds, Map<StoreRecovery.BucketAt, List<Leaf>> found) {
        this.disk = disk;
        this.limits = limits;
        this.widthSeconds = widthSeconds;
        this.leaves = found;
        this.open = new OpenLeaves(disk, limits.maxOpenFiles());
    }

    /**
     * Appends a frame to its bucket.
     *
     * @return the leaf that ends with it now
     * @throws IOException if it couldn't be written; what was written of it is cut off, and if that failed too, that
     *     failure is suppressed in this one
     */
    Leaf append(StoreDirectory directory, long bucket, ByteBuffer frame) throws IOException {
        int length = frame.remaining();
        Leaf leaf = leafFor(directory, bucket, length);
        DiskFile file = open.use(leaf);
        try {
            file.write(frame, leaf.size);
        } catch (IOException e) {
            try {
                file.truncate(leaf.size);
            } catch (IOException stuck) {
                e.addSuppressed(stuck);
            }
            throw e;
        } finally {
            open.release(leaf);
        }
        leaf.size += length;
        if (!leaf.dirty) {
            leaf.dirty = true;
            dirty.add(leaf);
        }
        return leaf;
    }

    private Leaf leafFor(StoreDirectory directory, long bucket, int length) throws IOException {
        List<Leaf> all =
                leaves.computeIfAbsent(new StoreRecovery.BucketAt(directory, bucket), key -> new ArrayList<>(1));
        int number = 1;
        if (!all.isEmpty()) {
            Leaf last = all.getLast();
            if (last.size == 0 || last.size + length <= limits.leafBytes()) {
                return last;
            }
            number = BucketPath.leafNumber(String.valueOf(last.path.getFileName())) + 1;
        }
        Path path = BucketPath.of(directory.root, bucket, widthSeconds);
        disk.createDirectories(path);
        Leaf leaf = new Leaf(path.resolve(BucketPath.leafName(number)), directory, 0);
        all.add(leaf);
        for (Path at = path; at != null && !at.equals(directory.root.getParent()); at = at.getParent()) {
            newNames.add(at);
        }
        return leaf;
    }

    /** Takes what is not synced; what is appended from now on is for the next sync. */
    Unsynced takeUnsynced() {
        Unsynced unsynced = new Unsynced(List.copyOf(dirty), List.copyOf(newNames));
        dirty.clear();
        newNames.clear();
        for (Leaf leaf : unsynced.leaves) {
            leaf.dirty = false;
            leaf.users++;
        }
        return unsynced;
    }

    /** The leaf's open file, to be given back with {@link #release}. */
    DiskFile use(Leaf leaf) throws IOException {
        return open.use(leaf);
    }

    void release(Leaf leaf) {
        open.release(leaf);
    }

    /** What was not durable yet in a directory that has failed must not be taken for durable later. */
    void doubt(StoreDirectory directory, IOException failure) {
        leaves.forEach((at, all) -> {
            for (Leaf leaf : all) {
                if (at.directory() == directory && leaf.lastNumber > directory.durableNumber) {
                    DoubtfulLeaves.mark(disk, leaf.path, failure);
                }
            }
        });
    }

    /** When a bucket was written to last, in milliseconds since the epoch. */
    long lastWritten(StoreDirectory directory, long bucket) throws IOException {
        long last = Long.MIN_VALUE;
        for (Leaf leaf : leaves.getOrDefault(new StoreRecovery.BucketAt(directory, bucket), List.of())) {
            last = Math.max(last, disk.lastModifiedMillis(leaf.path));
        }
        return last;
    }

    /** Deletes a bucket's files, and directories that become empty. */
    void delete(StoreDirectory directory, long bucket) throws IOException {
        List<Leaf> old = leaves.remove(new StoreRecovery.BucketAt(directory, bucket));
        if (old == null) {
            return;
        }
        for (Leaf leaf : old) {
            dirty.remove(leaf);
            open.close(leaf);
            disk.delete(leaf.path);
        }
        Path path = BucketPath.of(directory.root, bucket, widthSeconds);
        while (path != null && !path.equals(directory.root) && disk.list(path).isEmpty()) {
            newNames.remove(path);
            disk.delete(path);
            path = path.getParent();
        }
    }

    /** Deletes the file of a leaf in which no frame is left. */
    void deleteLeaf(Leaf leaf, long bucket) throws IOException {
        StoreRecovery.BucketAt at = new StoreRecovery.BucketAt(leaf.directory, bucket);
        List<Leaf> all = leaves.get(at);
        if (all == null || !all.remove(leaf)) {
            return;
        }
        if (all.isEmpty()) {
            all.add(leaf);
            delete(leaf.directory, bucket);
        } else {
            dirty.remove(leaf);
            open.close(leaf);
            disk.delete(leaf.path);
        }
    }

    void closeAll() throws IOException {
        open.closeAll();
    }
}
