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
        try {
            forceParent(disk, at);
        } catch (AccessDeniedException e) {
            // Then it was made by somebody who may write there, and is no business of ours.
        }
        for (Path each : missing) {
            disk.createDirectories(each);
            forceParent(disk, each);
        }
        if (missing.isEmpty() && !disk.isDirectory(directory)) {
            // Perhaps a link to a directory, which is all right, or a file, which isn't.
            disk.createDirectories(directory);
        }
    }

    /** Makes a name durable in the directory it is in. */
    static void forceParent(Disk disk, Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            disk.forceDirectory(parent);
        }
    }
}
