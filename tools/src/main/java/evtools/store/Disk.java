package evtools.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file system as a store sees it. Implementations are thread-safe. */
public interface Disk {
    /** Makes a directory and those above it, where they are missing. */
    void createDirectories(Path directory) throws IOException;

    /** Names in a directory, sorted; empty if there is no such directory. */
    List<String> list(Path directory) throws IOException;

    boolean isDirectory(Path path);

    boolean exists(Path path);

    /** Opens a file that exists, for reading and writing. */
    DiskFile open(Path file) throws IOException;

    /** Opens a file that exists, for reading only. */
    default DiskFile openForReading(Path file) throws IOException {
        return open(file);
    }

    /** Opens a file for reading and writing; it is made if missing. */
    DiskFile create(Path file) throws IOException;

    /** Renames, replacing {@code to}, so that one or the other is there at any time. */
    void replace(Path from, Path to) throws IOException;

    void delete(Path fileOrEmptyDirectory) throws IOException;

    /** Makes the names in a directory durable. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Keeps other processes, and others in this one, from locking the same file; it is made if missing. The lock ends
     * when it is closed, or with the process, however that ends.
     *
     * @return null if somebody else has it
     */
    @Nullable
    Closeable tryLock(Path file) throws IOException;

    /** When the file was written last, in milliseconds since the epoch. */
    long lastModifiedMillis(Path file) throws IOException;

    /** Bytes this process may still write where {@code directory} is. */
    long usableBytes(Path directory) throws IOException;

    /** Size of the file system where {@code directory} is. */
    long totalBytes(Path directory) throws IOException;
}
