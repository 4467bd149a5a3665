package evtools.store;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an earlier run has left in a spool: cuts half-written tails off and keeps aside what is damaged. Not
 * thread-safe: used while the spool is opened, before others know it.
 */
final class SpoolRecovery {
    private static final String QUARANTINE = "quarantine";

    private record Damage(long offset, long length, String what) {}

    private final Disk disk;
    private final StoreDirectory place;
    private final Path directory;
    private final long origin;
    private final DroppedFrames dropped;
    private final StoreListener listener;
    private final FrameScan scan = new FrameScan();
    private final List<SpoolFile> files = new ArrayList<>();
    private final Map<Long, SpoolFrame> frames = new LinkedHashMap<>();
    private long bytes;
    private int nextFile = 1;
    private byte @Nullable [] lastPositions;

    SpoolRecovery(Disk disk, StoreDirectory place, long origin, DroppedFrames dropped, StoreListener listener) {
        this.disk = disk;
        this.place = place;
        this.directory = place.root;
        this.origin = origin;
        this.dropped = dropped;
        this.listener = listener;
    }

    /** Reads all files, in the order they were made. */
    void run() throws IOException {
        for (String name : disk.list(directory)) {
            int number = BucketPath.leafNumber(name);
            if (number > 0) {
                nextFile = Math.max(nextFile, number + 1);
                recoverFile(directory.resolve(name));
            }
        }
    }

    private void recoverFile(Path path) throws IOException {
        Leaf leaf = new Leaf(path, place, 0);
        SpoolFile spoolFile = new SpoolFile(leaf);
        List<Damage> damages = new ArrayList<>();
        int[] foreign = new int[1];
        DoubtfulLeaves.settle(disk, path);
        try (DiskFile file = disk.open(path)) {
            long end = scan.scan(file, true, new FrameScan.Visitor() {
                @Override
                public void frame(FrameHeader header, int headerCrc, long offset, int length) {
                    if (header.kind() == FrameKind.POSITIONS) {
                        keepPositions(file, header, offset);
                        spoolFile.positions = true;
                    } else if (header.origin() == origin) {
                        if (dropped.contains(header.sequence())) {
                            spoolFile.dropped.add(header.sequence());
                            return;
                        }
                        frames.put(header.sequence(), SpoolFrame.of(header, length, offset, leaf));
                        spoolFile.needed++;
                        bytes += length;
                    } else if (header.kind() == FrameKind.EVENTS) {
                        foreign[0]++;
                    }
                }

                @Override
                public void damaged(long offset, long length, String what) {
                    damages.add(new Damage(offset, length, what));
                }
            });
            // The file is deleted when its good frames have been delivered: what can't be read is kept elsewhere.
            for (Damage damage : damages) {
                TailCut.copy(
                        disk,
                        file,
                        damage.offset,
                        damage.length,
                        directory.resolve(QUARANTINE),
                        path.getFileName() + "." + damage.offset);
                listener.damaged(path, damage.offset, damage.length, damage.what);
            }
            if (foreign[0] > 0) {
                // Counted as needed for ever: nobody but a person knows whose they are.
                spoolFile.needed++;
                listener.foreignFrames(path, foreign[0]);
            }
            long size = file.size();
            if (end < size) {
                Path kept = TailCut.cut(disk, file, end, directory.resolve(QUARANTINE), path.getFileName() + "." + end);
                listener.tailCut(path, end, size - end, kept);
            }
            leaf.size = end;
            // Perhaps only in the page cache of a system whose evsend was killed; positions rely on it.
            DoubtfulLeaves.force(disk, path, file);
        }
        files.add(spoolFile);
    }

    private void keepPositions(DiskFile file, FrameHeader header, long offset) {
        ByteBuffer frame = ByteBuffer.allocate(header.frameLength());
        try {
            if (file.read(frame, offset) == frame.capacity()) {
                lastPositions = frame.array();
            }
        } catch (IOException e) {
            // The scan has just read these bytes; if they are gone, the state file has the positions before.
            lastPositions = null;
        }
    }

    /** In the order they were made. */
    List<SpoolFile> files() {
        return files;
    }

    /** By sequence, in the order they were made. */
    Map<Long, SpoolFrame> frames() {
        return frames;
    }

    /** Of the frames. */
    long bytes() {
        return bytes;
    }

    /** A number greater than any file's. */
    int nextFile() {
        return nextFile;
    }

    /** The last positions frame, whole; null if there is none. */
    byte @Nullable [] lastPositions() {
        return lastPositions;
    }
}
