package evtools.store;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Keeps a bounded number of leaves open, the most recently used ones. Guarded by the store's lock. */
final class OpenLeaves {
    private final Disk disk;
    private final int maxOpen;
    private final LinkedHashSet<Leaf> open = new LinkedHashSet<>();

    OpenLeaves(Disk disk, int maxOpen) {
        this.disk = disk;
        this.maxOpen = maxOpen;
    }

    /** The leaf's open file, to be given back with {@link #release}. */
    DiskFile use(Leaf leaf) throws IOException {
        DiskFile file = leaf.file;
        if (file == null) {
            closeSome();
            // Only a leaf that nothing was written to may be missing: one that was deleted must not come back empty.
            file = leaf.size == 0 ? disk.create(leaf.path) : disk.open(leaf.path);
            leaf.file = file;
        }
        open.addLast(leaf);
        leaf.users++;
        return file;
    }

    void release(Leaf leaf) {
        leaf.users--;
    }

    /** Closes a leaf's file if it is open; its users find it closed. */
    void close(Leaf leaf) throws IOException {
        open.remove(leaf);
        DiskFile file = leaf.file;
        if (file != null) {
            leaf.file = null;
            file.close();
        }
    }

    void closeAll() throws IOException {
        for (Leaf leaf : Set.copyOf(open)) {
            close(leaf);
        }
    }

    private void closeSome() throws IOException {
        Iterator<Leaf> oldestFirst = open.iterator();
        while (open.size() >= maxOpen && oldestFirst.hasNext()) {
            Leaf leaf = oldestFirst.next();
            // A file not yet synced stays open: a failure to write it back is told to those who had it open.
            if (leaf.users == 0 && !leaf.dirty) {
                oldestFirst.remove();
                DiskFile file = leaf.file;
                leaf.file = null;
                if (file != null) {
                    file.close();
                }
            }
        }
    }
}
