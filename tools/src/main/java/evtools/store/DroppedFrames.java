package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Frames that a spool has given up while their file holds others that are needed, kept in its file {@code dropped}: a
 * line {@code sequence} for each. Guarded by the spool's lock.
 */
final class DroppedFrames {
    private static final String FILE = "dropped";
    /** A line has at most 20 bytes; more frames than a spool may hold are never dropped in one. */
    private static final int MAX_BYTES = 32 << 20;

    private static final int MAX_DIGITS = 19;

    private final Disk disk;
    private final Path file;
    private final Set<Long> found;
    private boolean there;

    private DroppedFrames(Disk disk, Path file, Set<Long> found, boolean there) {
        this.disk = disk;
        this.file = file;
        this.found = found;
        this.there = there;
    }

    /** Reads what an earlier run has left. A damaged record drops nothing: frames then come back. */
    static DroppedFrames read(Disk disk, Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        Set<Long> found = new LinkedHashSet<>();
        boolean there = disk.exists(file);
        if (there) {
            try (DiskFile open = disk.open(file)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(open.size(), MAX_BYTES));
                open.read(bytes, 0);
                String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
                for (String line : text.split("\n", -1)) {
                    if (BucketPath.isDigits(line) && line.length() < MAX_DIGITS) {
                        found.add(Long.parseLong(line));
                    }
                }
            }
        }
        return new DroppedFrames(disk, file, found, there);
    }

    /** Whether an earlier run has given up this frame. */
    boolean contains(long sequence) {
        return found.contains(sequence);
    }

    /** Remembers these and no others, for good. */
    void write(Set<Long> sequences) throws IOException {
        if (sequences.isEmpty() && !there) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (long sequence : sequences) {
            text.append(sequence).append('\n');
        }
        PropertyFile.replace(disk, file, text.toString());
        there = true;
    }
}
