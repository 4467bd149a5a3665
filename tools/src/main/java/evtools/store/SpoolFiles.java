package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a spool: which is appended to, what is not synced, and which go because none of their frames is needed.
 * The newest positions stay while older ones stand in another file. Guarded by the spool's lock.
 */
final class SpoolFiles {
    /** What a sync has to force; the leaves stay open until {@link #release}. */
    record Unsynced(List<Leaf> leaves, List<DiskFile> open, boolean names) {}

    /** A file that has reached its size is not appended to any more. */
    private static final int MAX_FILE_BYTES = 16 << 20;

    private static final int MIN_FILE_BYTES = 64 << 10;
    /** A file goes as a whole: a bounded spool is made of at least so many. */
    private static final int FILES_OF_A_BOUND = 16;

    private static final int MAX_OPEN_FILES = 32;

    private final Disk disk;
    private final StoreDirectory place;
    private final OpenLeaves openFiles;
    private final ArrayDeque<SpoolFile> files = new ArrayDeque<>();
    private final Map<Leaf, SpoolFile> byLeaf = new LinkedHashMap<>();
    private final Set<Leaf> dirty = new LinkedHashSet<>();
    private int fileBytes = MAX_FILE_BYTES;
    private int nextFile;
    private boolean newNames;
    /** A file with positions was deleted in this run. */
    private boolean deletedPositions;

    /**
     * Files that an earlier run has left, with those that nobody needs deleted.
     *
     * @param nextFile a number greater than any of theirs
     */
    SpoolFiles(Disk disk, StoreDirectory place, List<SpoolFile> found, int nextFile) throws IOException {
        this.disk = disk;
        this.place = place;
        this.nextFile = nextFile;
        this.openFiles = new OpenLeaves(disk, MAX_OPEN_FILES);
        for (SpoolFile file : found) {
            files.addLast(file);
            byLeaf.put(file.leaf, file);
        }
        if (!files.isEmpty()) {
            disk.forceDirectory(place.root);
        }
        deleteAllUnneeded();
    }

    /** Makes new files small against how much the spool may hold. */
    void bound(long maxBytes) {
        fileBytes = Math.clamp(maxBytes / FILES_OF_A_BOUND, MIN_FILE_BYTES, MAX_FILE_BYTES);
    }

    /** The file in which a leaf's frames are counted; null if it is deleted. */
    @Nullable
    SpoolFile of(Leaf leaf) {
        return byLeaf.get(leaf);
    }

    /** The last file, or a new one. */
    SpoolFile toAppendTo() {
        SpoolFile file = files.peekLast();
        if (file != null
                && file.needed == 0
                && file.leaf.size >= MIN_FILE_BYTES
                && !file.leaf.dirty
                && !hasNewestPositions(file)) {
            // Nobody needs it: the room it takes is better used.
            begin();
            deleteIfDone(file);
            return files.getLast();
        }
        // After a restart a new file is begun: what was whole then is not touched again.
        return file == null || file.leaf.file == null || file.leaf.size >= fileBytes ? begin() : file;
    }

    private SpoolFile begin() {
        String name = BucketPath.leafName(nextFile++, 10);
        SpoolFile file = new SpoolFile(new Leaf(place.root.resolve(name), place, 0));
        files.addLast(file);
        byLeaf.put(file.leaf, file);
        newNames = true;
        return file;
    }

    /** The leaf's open file, to be given back with {@link #release}. */
    DiskFile use(Leaf leaf) throws IOException {
        return openFiles.use(leaf);
    }

    /** A user less: the file may go with the last. */
    void release(Leaf leaf) {
        openFiles.release(leaf);
        SpoolFile file = byLeaf.get(leaf);
        if (file != null) {
            deleteIfDone(file);
        }
    }

    /** So much was written at a file's end. */
    void grown(SpoolFile file, int length) {
        file.leaf.size += length;
        file.leaf.dirty = true;
        dirty.add(file.leaf);
    }

    /** A frame of this leaf is not needed any more. */
    void forgotten(Leaf leaf) {
        SpoolFile file = byLeaf.get(leaf);
        if (file != null) {
            file.needed--;
            deleteIfDone(file);
        }
    }

    /** Takes what is not synced; what is appended from now on is for the next sync. */
    Unsynced takeUnsynced() throws IOException {
        List<Leaf> leaves = List.copyOf(dirty);
        List<DiskFile> open = new ArrayList<>(leaves.size());
        dirty.clear();
        for (Leaf leaf : leaves) {
            leaf.dirty = false;
            open.add(openFiles.use(leaf));
        }
        boolean names = newNames;
        newNames = false;
        return new Unsynced(leaves, open, names);
    }

    /** Sequences of frames that were dropped and lie in files that are still there. */
    Set<Long> dropped() {
        Set<Long> sequences = new LinkedHashSet<>();
        for (SpoolFile file : files) {
            sequences.addAll(file.dropped);
        }
        return sequences;
    }

    /** Leaves with frames that are needed whose files somebody has removed. */
    Set<Leaf> missing() {
        Set<Leaf> missing = new LinkedHashSet<>();
        for (SpoolFile file : files) {
            if (file.needed > 0 && !disk.exists(file.leaf.path)) {
                missing.add(file.leaf);
            }
        }
        return missing;
    }

    /** Bytes that the files take. */
    long diskBytes() {
        long sum = 0;
        for (SpoolFile file : files) {
            sum += file.leaf.size;
        }
        return sum;
    }

    private void deleteIfDone(SpoolFile file) {
        if (file.needed == 0 && file.leaf.users == 0 && file != files.peekLast() && !hasNewestPositions(file)) {
            try {
                delete(file);
                if (file.positions) {
                    deleteBehind(file);
                }
            } catch (IOException e) {
                // It stays and is found at the next start; its frames are then asked for and forgotten again.
                byLeaf.remove(file.leaf);
            }
        }
    }

    /** What was kept because older positions stood before it. */
    private void deleteBehind(SpoolFile gone) {
        for (SpoolFile file : List.copyOf(files)) {
            if (file != gone && file.positions) {
                deleteIfDone(file);
                return;
            }
        }
    }

    /**
     * Whether the file has the newest positions while older ones are in another file: without it those would be taken
     * for the newest after a restart.
     */
    private boolean hasNewestPositions(SpoolFile file) {
        if (!file.positions) {
            return false;
        }
        boolean older = false;
        boolean newer = false;
        boolean before = true;
        for (SpoolFile other : files) {
            if (other == file) {
                before = false;
            } else if (other.positions) {
                older |= before;
                newer |= !before;
            }
        }
        return older && !newer;
    }

    /** Deletes what is synced and unused, also the last file; returns whether there was any. */
    boolean deleteUnneeded() {
        boolean any = false;
        for (SpoolFile file : List.copyOf(files)) {
            if (file.needed == 0
                    && file.leaf.users == 0
                    && !file.leaf.dirty
                    && file.leaf.size > 0
                    && !hasNewestPositions(file)) {
                try {
                    delete(file);
                    any = true;
                } catch (IOException e) {
                    // It stays and is found at the next start.
                    byLeaf.remove(file.leaf);
                }
            }
        }
        return any;
    }

    private void deleteAllUnneeded() throws IOException {
        for (SpoolFile file : List.copyOf(files)) {
            if (file.needed == 0 && !hasNewestPositions(file)) {
                delete(file);
            }
        }
    }

    private void delete(SpoolFile file) throws IOException {
        if (file.positions && deletedPositions) {
            // The older ones must not come back without it when power is lost.
            disk.forceDirectory(place.root);
        }
        deletedPositions |= file.positions;
        files.remove(file);
        byLeaf.remove(file.leaf);
        dirty.remove(file.leaf);
        openFiles.close(file.leaf);
        Path path = file.leaf.path;
        if (disk.exists(path)) {
            disk.delete(path);
        }
    }

    /** Deletes what nobody needs and closes the rest. */
    void close() throws IOException {
        deleteAllUnneeded();
        openFiles.closeAll();
    }
}
