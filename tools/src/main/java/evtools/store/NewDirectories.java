package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes directories whose names are on disk for good, so that what is made durable in them can be found again. */
final class NewDirectories {
    private NewDirectories() {}

    /** Makes a directory and those above it, where they are missing. */
    static void make(Disk disk, Path directory) throws IOException {
        Deque<Path> above = new ArrayDeque<>();
        Path at = directory.toAbsolutePath();
        while (at.getParent() != null && !disk.exists(at)) {
            at = at.getParent();
            above.push(at);
        }
        if (!above.isEmpty()) {
            disk.createDirectories(directory);
            for (Path parent : above) {
                disk.forceDirectory(parent);
            }
        } else if (!disk.isDirectory(directory)) {
            // Perhaps a link to a directory, which is all right, or a file, which isn't.
            disk.createDirectories(directory);
        }
    }
}
