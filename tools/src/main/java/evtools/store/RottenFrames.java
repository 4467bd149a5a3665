package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Frames whose bytes have changed on disk. A copy of what is left is kept in {@code quarantine/} under a name that says
 * where it was; by that name the store knows after a restart that the frame is not to be counted.
 *
 * <pre>
 *  quarantine/2026-11-20-101536-0001.ev.4096.1a2b3c4d.rotten      leaf, offset, header checksum
 * </pre>
 */
final class RottenFrames {
    private static final String SUFFIX = ".rotten";

    private final Disk disk;
    private final FrameScan scan = new FrameScan();

    RottenFrames(Disk disk) {
        this.disk = disk;
    }

    static Path quarantine(Path root) {
        return root.resolve("quarantine");
    }

    /** Where in a directory's quarantine the rest of this place goes. */
    static String placeName(Path root, Path leaf, long offset) {
        return root.relativize(leaf).toString().replace('/', '-') + "." + offset;
    }

    private static String name(Path root, Path leaf, long offset, int headerCrc) {
        String digits = Integer.toHexString(headerCrc);
        return placeName(root, leaf, offset) + "." + "0".repeat(8 - digits.length()) + digits + SUFFIX;
    }

    /** What is wrong with a frame on disk; null: nothing. One caller at a time. */
    @Nullable
    String problem(DiskFile file, long offset, int length, int headerCrc) {
        try {
            return scan.check(file, offset, length, headerCrc);
        } catch (IOException e) {
            return "frame that can't be read: " + e.getMessage();
        }
    }

    /** Keeps what is left of a frame; null if not even that could be done. */
    @Nullable
    Path keep(DiskFile file, Leaf leaf, long offset, int length, int headerCrc) {
        Path root = leaf.directory.root;
        try {
            return TailCut.copy(disk, file, offset, length, quarantine(root), name(root, leaf.path, offset, headerCrc));
        } catch (IOException e) {
            return null;
        }
    }

    /** The names that earlier runs have left in a directory. */
    static Set<String> names(Disk disk, Path root) throws IOException {
        Set<String> names = new HashSet<>();
        for (String name : disk.list(quarantine(root))) {
            if (name.endsWith(SUFFIX)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether an earlier run has found a frame at this place rotten, and it still is. */
    boolean isKnown(Set<String> names, Leaf leaf, DiskFile file, long offset, int length, int headerCrc) {
        return !names.isEmpty()
                && names.contains(name(leaf.directory.root, leaf.path, offset, headerCrc))
                && problem(file, offset, length, headerCrc) != null;
    }
}
