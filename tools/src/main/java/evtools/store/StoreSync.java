package evtools.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a store's frames durable. What fails ends the promises of its disk.
 *
 * <pre>
 *  written leaves ──► their directories' names ──► is the store still there? ──► all up to number N is durable
 * </pre>
 *
 * <p>Thread-safe: takes the store's lock, but not while it waits for a disk.
 */
final class StoreSync {
    private final Object lock;
    private final Object syncLock = new Object();
    private final Disk disk;
    private final StoreDirectories directories;
    private final BucketLeaves leaves;
    private final FramePlacing placing;

    StoreSync(Object lock, Disk disk, StoreDirectories directories, BucketLeaves leaves, FramePlacing placing) {
        this.lock = lock;
        this.disk = disk;
        this.directories = directories;
        this.leaves = leaves;
        this.placing = placing;
    }

    /** Syncs what was appended so far. Callers that come while one sync runs share the next. */
    void run() {
        long wanted;
        synchronized (lock) {
            wanted = placing.lastNumber();
        }
        synchronized (syncLock) {
            BucketLeaves.Unsynced unsynced;
            long number;
            synchronized (lock) {
                if (directories.allDurable(wanted)) {
                    return;
                }
                unsynced = leaves.takeUnsynced();
                number = placing.lastNumber();
            }
            for (Leaf leaf : unsynced.leaves()) {
                force(leaf);
            }
            for (Path name : unsynced.directories()) {
                forceNames(name);
            }
            for (StoreDirectory directory : directories.all()) {
                // Bytes forced into files that nobody finds any more are not durable.
                if (!disk.exists(directory.root.resolve(StoreIdentity.FILE))) {
                    synchronized (lock) {
                        directories.removed(directory, new IOException("the store was removed"));
                    }
                }
            }
            synchronized (lock) {
                directories.durable(number);
            }
        }
    }

    private void force(Leaf leaf) {
        DiskFile file;
        synchronized (lock) {
            file = leaf.file;
        }
        try {
            if (file != null) {
                file.force();
            }
        } catch (IOException e) {
            boolean deletedMeanwhile;
            synchronized (lock) {
                deletedMeanwhile = leaf.file == null;
            }
            if (!deletedMeanwhile) {
                fail(leaf.directory, e);
            }
        } finally {
            synchronized (lock) {
                leaves.release(leaf);
            }
        }
    }

    private void forceNames(Path directory) {
        try {
            disk.forceDirectory(directory);
        } catch (IOException e) {
            if (disk.exists(directory)) {
                fail(directories.of(directory), e);
            }
        }
    }

    private void fail(StoreDirectory directory, IOException failure) {
        synchronized (lock) {
            directories.fail(directory, failure);
        }
    }
}
