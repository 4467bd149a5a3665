package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What opening a store finds: its leaves and frames. Reads headers only, except in the leaves written to last: a power
 * cut can leave garbage in those, so there the payloads are checked too; and a kill leaves them in the page cache only,
 * so they are synced.
 */
final class StoreRecovery {
    private static final long VERIFY_MILLIS = 10 * 60_000L;
    private static final int VERIFY_LEAVES = 64;

    /** A leaf's place. */
    record BucketAt(StoreDirectory directory, long bucket) {}

    private record Found(Path path, StoreDirectory directory, long modifiedMillis) {}

    private final Disk disk;
    private final StoreListener listener;
    private final int widthSeconds;
    private final FrameCatalog catalog = new FrameCatalog();
    private final List<StoreDirectory> directories = new ArrayList<>();
    private final Map<BucketAt, List<Leaf>> leaves = new HashMap<>();
    private final FrameScan scan = new FrameScan();
    private final RottenFrames rotten;
    private final Map<StoreDirectory, Set<String>> rottenNames = new HashMap<>();
    private final Tombstones tombstones;
    /** Directories with names that may be in the page cache only. */
    private final Set<Path> recentNames = new LinkedHashSet<>();

    private StoreRecovery(Disk disk, List<Path> roots, int widthSeconds, StoreListener listener) throws IOException {
        this.disk = disk;
        this.widthSeconds = widthSeconds;
        this.listener = listener;
        this.rotten = new RottenFrames(disk);
        for (Path root : roots) {
            StoreDirectory directory = new StoreDirectory(root);
            directories.add(directory);
            rottenNames.put(directory, RottenFrames.names(disk, root));
        }
        this.tombstones = Tombstones.read(disk, directories, listener);
    }

    static StoreRecovery run(Disk disk, List<Path> roots, int widthSeconds, StoreListener listener) throws IOException {
        StoreRecovery recovery = new StoreRecovery(disk, roots, widthSeconds, listener);
        List<Found> files = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (StoreDirectory directory : recovery.directories) {
            recovery.collect(directory, directory.root, 0, files);
        }
        for (Found file : files) {
            newest = Math.max(newest, file.modifiedMillis);
        }
        // By rank too: the clock may have been set while the files were written.
        files.sort(Comparator.comparingLong(Found::modifiedMillis).reversed());
        int rank = 0;
        for (Found file : files) {
            recovery.open(file, rank++ < VERIFY_LEAVES || newest - file.modifiedMillis <= VERIFY_MILLIS);
        }
        for (Path names : recovery.recentNames) {
            disk.forceDirectory(names);
        }
        return recovery;
    }

    FrameCatalog catalog() {
        return catalog;
    }

    Tombstones tombstones() {
        return tombstones;
    }

    List<StoreDirectory> directories() {
        return directories;
    }

    Map<BucketAt, List<Leaf>> leaves() {
        return leaves;
    }

    /** Years, months, days and times of day are directories of digits; anything else is not ours. */
    private void collect(StoreDirectory directory, Path path, int depth, List<Found> files) throws IOException {
        for (String name : disk.list(path)) {
            Path entry = path.resolve(name);
            if (depth == 4) {
                if (BucketPath.leafNumber(name) > 0) {
                    files.add(new Found(entry, directory, disk.lastModifiedMillis(entry)));
                }
            } else if (BucketPath.isDigits(name) && disk.isDirectory(entry)) {
                collect(directory, entry, depth + 1, files);
            }
        }
    }

    private void open(Found found, boolean recent) throws IOException {
        Leaf leaf = new Leaf(found.path, found.directory, 0);
        List<StoredFrame.Placed> placed = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int[] deleted = new int[1];
        DoubtfulLeaves.settle(disk, found.path);
        try (DiskFile file = disk.open(found.path)) {
            FrameScan.Visitor visitor = new FrameScan.Visitor() {
                @Override
                public void frame(FrameHeader header, int headerCrc, long offset, int length) {
                    if (header.bucketWidthSeconds() != widthSeconds) {
                        damaged(offset, length, "frame that has no bucket of this store");
                        return;
                    }
                    if (tombstones.deletedHere(header.origin(), header.sequence())) {
                        deleted[0]++;
                        return;
                    }
                    if (rotten.isKnown(
                            rottenNames.getOrDefault(found.directory, Set.of()),
                            leaf,
                            file,
                            offset,
                            length,
                            headerCrc)) {
                        deleted[0]++;
                        return;
                    }
                    offsets.add((int) offset);
                    placed.add(StoredFrame.Placed.of(header, headerCrc, length));
                }

                @Override
                public void damaged(long offset, long length, String what) {
                    deleted[0] = Integer.MIN_VALUE;
                    listener.damaged(found.path, offset, length, what);
                }
            };
            long end = scan.scan(file, recent, visitor);
            long size = file.size();
            if (end < size) {
                Path quarantine = RottenFrames.quarantine(found.directory.root);
                Path kept = TailCut.cut(
                        disk, file, end, quarantine, RottenFrames.placeName(found.directory.root, found.path, end));
                listener.tailCut(found.path, end, size - end, kept);
            } else if (recent) {
                // Whole, but perhaps only in the page cache of a system whose server was killed.
                DoubtfulLeaves.force(disk, found.path, file);
            }
            if (recent) {
                Path root = found.directory.root;
                for (Path at = found.path.getParent(); at != null && at.startsWith(root); at = at.getParent()) {
                    recentNames.add(at);
                }
            }
            leaf.size = end;
        }
        if (placed.isEmpty()) {
            if (leaf.size == 0 || deleted[0] > 0) {
                disk.delete(found.path);
            }
            return;
        }
        for (int i = 0; i < placed.size(); i++) {
            StoredFrame.Placed frame = placed.get(i);
            catalog.add(frame.bucket(), new StoredFrame(frame, leaf, offsets.get(i), 0, recent));
        }
        long bucket = placed.getFirst().bucket();
        leaves.computeIfAbsent(new BucketAt(found.directory, bucket), at -> new ArrayList<>(1))
                .add(leaf);
    }
}
