package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directories of a store: which work, and which have room. Guarded by the store's lock. */
final class StoreDirectories {
    private final Disk disk;
    private final List<StoreDirectory> all;
    private final StoreLimits limits;
    private final BucketLeaves leaves;
    private final HeldFrames held;
    private final StoreListener listener;

    StoreDirectories(
            Disk disk,
            List<StoreDirectory> all,
            StoreLimits limits,
            BucketLeaves leaves,
            HeldFrames held,
            StoreListener listener) {
        this.disk = disk;
        this.all = List.copyOf(all);
        this.limits = limits;
        this.leaves = leaves;
        this.held = held;
        this.listener = listener;
    }

    List<StoreDirectory> all() {
        return all;
    }

    /** Those that frames can be written to, in a list of the caller's. */
    List<StoreDirectory> usable() {
        List<StoreDirectory> usable = new ArrayList<>(all.size());
        for (StoreDirectory directory : all) {
            if (!directory.failed && !directory.full) {
                usable.add(directory);
            }
        }
        return usable;
    }

    /** Whether one that works has no room. */
    boolean anyFull() {
        for (StoreDirectory directory : all) {
            if (directory.full && !directory.failed) {
                return true;
            }
        }
        return false;
    }

    boolean anyWorks() {
        for (StoreDirectory directory : all) {
            if (!directory.failed) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything up to that append is on disk for good, where disks work. */
    boolean allDurable(long number) {
        for (StoreDirectory directory : all) {
            if (!directory.failed && directory.durableNumber < number) {
                return false;
            }
        }
        return true;
    }

    /** A sync of everything up to that append has ended. */
    void durable(long number) {
        for (StoreDirectory directory : all) {
            if (!directory.failed) {
                directory.durableNumber = number;
            }
        }
    }

    /** Everything up to this append is on disk for good somewhere. */
    long durableNumber() {
        long durable = 0;
        for (StoreDirectory directory : all) {
            durable = Math.max(durable, directory.durableNumber);
        }
        return durable;
    }

    /** Looks how much room there is, and whether the store is still where it was. Takes the store's lock itself. */
    void check(Object lock, long holder) {
        for (StoreDirectory directory : all) {
            boolean full = false;
            IOException failure = null;
            IOException removal = removal(directory, holder);
            try {
                full = removal == null && lacksRoom(directory);
            } catch (IOException e) {
                failure = e;
            }
            synchronized (lock) {
                directory.full = full;
                if (removal != null) {
                    removed(directory, removal);
                } else if (failure != null) {
                    fail(directory, failure);
                }
            }
        }
    }

    private boolean lacksRoom(StoreDirectory directory) throws IOException {
        long usable = disk.usableBytes(directory.root);
        long total = disk.totalBytes(directory.root);
        directory.freeBytes = usable;
        directory.totalBytes = total;
        return usable < limits.minFreeBytes() || usable < total * limits.minFreeFraction();
    }

    /** Why a directory is not that of this store any more; null: it is. */
    private @Nullable IOException removal(StoreDirectory directory, long holder) {
        try {
            StoreIdentity found = StoreIdentity.find(disk, directory.root);
            if (found == null) {
                return new IOException("the store was removed");
            }
            return found.holder() == holder ? null : new IOException("another store is there now");
        } catch (IOException e) {
            return e;
        }
    }

    /** Ends all promises for what is not durable in a directory. */
    void fail(StoreDirectory directory, IOException failure) {
        if (!directory.failed) {
            directory.failed = true;
            leaves.doubt(directory, failure);
            listener.diskFailed(directory.root, failure);
            held.diskLost();
        }
    }

    /** Somebody has removed or replaced a directory: nothing that was in it counts. */
    void removed(StoreDirectory directory, IOException failure) {
        fail(directory, failure);
        if (!directory.gone) {
            directory.gone = true;
            held.diskLost();
        }
    }

    /** How each stands, in the order they were given. */
    List<StoreState.DirectoryState> states() {
        List<StoreState.DirectoryState> states = new ArrayList<>(all.size());
        for (StoreDirectory directory : all) {
            states.add(new StoreState.DirectoryState(
                    directory.root, directory.freeBytes, directory.totalBytes, directory.full, directory.failed));
        }
        return List.copyOf(states);
    }

    /** The directory in which a path lies. */
    StoreDirectory of(Path path) {
        for (StoreDirectory directory : all) {
            if (path.startsWith(directory.root)) {
                return directory;
            }
        }
        throw new IllegalArgumentException("not in this store: " + path);
    }
}
