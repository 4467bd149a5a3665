package evtools.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a second process out of a directory. The lock ends with the process that holds it, however that ends. */
final class StoreLock implements Closeable {
    private final Closeable held;

    private StoreLock(Closeable held) {
        this.held = held;
    }

    /** Takes the lock of a directory that exists; null if somebody else has it. */
    static @Nullable StoreLock tryTake(Disk disk, Path directory) throws IOException {
        Closeable held = disk.tryLock(directory.resolve("lock"));
        return held == null ? null : new StoreLock(held);
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
