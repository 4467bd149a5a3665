package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What opening a store finds: its leaves and frames. Reads headers only, except in leaves that were written to shortly
 * before the newest one: a power cut can leave garbage in those, so there the payloads are checked too.
 */
final class StoreRecovery {
    private static final long VERIFY_MILLIS = 10 * 60_000L;

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

    private StoreRecovery(Disk disk, int widthSeconds, StoreListener listener) {
        this.disk = disk;
        this.widthSeconds = widthSeconds;
        this.listener = listener;
    }

    static StoreRecovery run(Disk disk, List<Path> roots, int widthSeconds, StoreListener listener) throws IOException {
        StoreRecovery recovery = new StoreRecovery(disk, widthSeconds, listener);
        List<Found> files = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (Path root : roots) {
            StoreDirectory directory = new StoreDirectory(root);
            recovery.directories.add(directory);
            recovery.collect(directory, root, 0, files);
        }
        for (Found file : files) {
            newest = Math.max(newest, file.modifiedMillis);
        }
        for (Found file : files) {
            recovery.open(file, newest - file.modifiedMillis <= VERIFY_MILLIS);
        }
        return recovery;
    }

    FrameCatalog catalog() {
        return catalog;
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
        try (DiskFile file = disk.open(found.path)) {
            FrameScan.Visitor visitor = new FrameScan.Visitor() {
                @Override
                public void frame(FrameHeader header, int headerCrc, long offset, int length) {
                    if (header.bucketWidthSeconds() != widthSeconds) {
                        damaged(offset, length, "frame that has no bucket of this store");
                        return;
                    }
                    offsets.add((int) offset);
                    placed.add(new StoredFrame.Placed(
                            header.origin(),
                            header.sequence(),
                            headerCrc,
                            header.minPoint(),
                            header.maxPoint(),
                            header.acks(),
                            length,
                            header.bucket()));
                }

                @Override
                public void damaged(long offset, long length, String what) {
                    listener.damaged(found.path, offset, length, what);
                }
            };
            long end = scan.scan(file, recent, visitor);
            long size = file.size();
            if (end < size) {
                Path quarantine = found.directory.root.resolve("quarantine");
                Path kept = TailCut.cut(disk, file, end, quarantine, tailName(found, end));
                listener.tailCut(found.path, end, size - end, kept);
            } else if (recent) {
                // Whole, but perhaps only in the page cache of a system whose server was killed.
                file.force();
            }
            leaf.size = end;
        }
        if (placed.isEmpty()) {
            if (leaf.size == 0) {
                disk.delete(found.path);
            }
            return;
        }
        for (int i = 0; i < placed.size(); i++) {
            StoredFrame.Placed frame = placed.get(i);
            catalog.add(frame.bucket(), new StoredFrame(frame, leaf, offsets.get(i), 0));
        }
        long bucket = placed.getFirst().bucket();
        leaves.computeIfAbsent(new BucketAt(found.directory, bucket), at -> new ArrayList<>(1))
                .add(leaf);
    }

    private static String tailName(Found found, long offset) {
        String relative = found.directory.root.relativize(found.path).toString();
        return relative.replace('/', '-') + "." + offset;
    }
}
