package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Files of which a sync has failed. The system then shows their contents as if nothing had happened, and the next sync
 * of them succeeds without having written anything. So they are marked, by an empty file beside them, and written anew
 * before anybody who opens them later takes them for durable.
 *
 * <pre>
 *  0001.ev   0001.ev.doubt ──► 0001.ev.copy, synced ──► takes the place of 0001.ev ──► mark deleted
 * </pre>
 *
 * <p>The mark need not be durable: a crash that takes it takes what only the page cache had, too.
 */
final class DoubtfulLeaves {
    private static final String MARK = ".doubt";
    private static final String COPY = ".copy";
    private static final int CHUNK_BYTES = 256 << 10;

    private DoubtfulLeaves() {}

    /** Marks a file; what fails is added to {@code failure}. */
    static void mark(Disk disk, Path file, IOException failure) {
        try {
            disk.create(beside(file, MARK)).close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Makes what is in a file durable, and marks it if that fails. */
    static void force(Disk disk, Path path, DiskFile file) throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            mark(disk, path, e);
            throw e;
        }
    }

    /** Writes a file anew if it is marked. */
    static void settle(Disk disk, Path path) throws IOException {
        Path mark = beside(path, MARK);
        if (!disk.exists(mark)) {
            return;
        }
        Path copy = beside(path, COPY);
        try (DiskFile from = disk.open(path);
                DiskFile to = disk.create(copy)) {
            to.truncate(0);
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
            long size = from.size();
            for (long done = 0; done < size; done += buffer.limit()) {
                buffer.clear();
                if (from.read(buffer, done) <= 0) {
                    break;
                }
                to.write(buffer.flip(), done);
            }
            to.force();
        }
        disk.replace(copy, path);
        NewDirectories.forceParent(disk, path);
        disk.delete(mark);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
