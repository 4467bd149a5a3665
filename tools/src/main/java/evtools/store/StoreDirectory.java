package evtools.store;

import java.nio.file.Path;

/** One of the directories of a store, usually one disk. Guarded by the store's lock. */
final class StoreDirectory {
    final Path root;
    /** Frames with numbers up to this are on disk for good, if they are in this directory. */
    long durableNumber;
    /** A write back or a sync failed: what was not durable then is not counted as held any more. */
    boolean failed;

    boolean full;
    /** What the disk said when somebody last looked; -1: nobody has. Written without the lock. */
    volatile long freeBytes = -1;

    volatile long totalBytes = -1;
    /** Removed or replaced by another one: nothing that was in it counts as held. */
    boolean gone;

    StoreDirectory(Path root) {
        this.root = root;
    }
}
