package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The directories of a store: which work, and which have room. Guarded by the store's lock. */
final class StoreDirectories {
    private final Disk disk;
    private final List<StoreDirectory> all;
    private final StoreLimits limits;
    private final StoreListener listener;
    private BiConsumer<StoreDirectory, IOException> whenFailed = (directory, failure) -> {};

    StoreDirectories(Disk disk, List<StoreDirectory> all, StoreLimits limits, StoreListener listener) {
        this.disk = disk;
        this.all = List.copyOf(all);
        this.limits = limits;
        this.listener = listener;
    }

    /** Is told when a directory fails, before the listener is. */
    void whenFailed(BiConsumer<StoreDirectory, IOException> action) {
        whenFailed = action;
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

    /** Asks the disk; needs no lock. */
    boolean lacksRoom(StoreDirectory directory) throws IOException {
        long usable = disk.usableBytes(directory.root);
        long total = disk.totalBytes(directory.root);
        directory.freeBytes = usable;
        directory.totalBytes = total;
        return usable < limits.minFreeBytes() || usable < total * limits.minFreeFraction();
    }

    /** Why a directory is not that of this store any more; null: it is. Asks the disk; needs no lock. */
    @Nullable
    IOException removal(StoreDirectory directory, long holder) {
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

    void fail(StoreDirectory directory, IOException failure) {
        if (!directory.failed) {
            directory.failed = true;
            whenFailed.accept(directory, failure);
            listener.diskFailed(directory.root, failure);
        }
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
