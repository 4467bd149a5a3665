package evtools.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes directories whose names are on disk for good, so that what is made durable in them can be found again. */
final class NewDirectories {
    private NewDirectories() {}

    /**
     * Makes a directory and those above it, where they are missing: one level at a time, each on disk before the next.
     * The lowest that was there is seen to as well: whoever made it may have been killed before it was on disk.
     */
    static void make(Disk disk, Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path at = directory.toAbsolutePath();
        while (at.getParent() != null && !disk.exists(at)) {
            missing.push(at);
            at = at.getParent();
        }
        if (at.getParent() != null) {
            try {
                disk.forceDirectory(at.getParent());
            } catch (AccessDeniedException e) {
                // Then it was made by somebody who may write there, and is no business of ours.
            }
        }
        for (Path each : missing) {
            disk.createDirectories(each);
            disk.forceDirectory(each.getParent());
        }
        if (missing.isEmpty() && !disk.isDirectory(directory)) {
            // Perhaps a link to a directory, which is all right, or a file, which isn't.
            disk.createDirectories(directory);
        }
    }
}
