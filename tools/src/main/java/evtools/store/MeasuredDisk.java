package evtools.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Another disk, and how long its fsyncs take. Thread-safe. */
public final class MeasuredDisk implements Disk {
    private final Disk disk;
    private final LongSupplier nanoClock;
    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong forceNanos = new AtomicLong();
    private final AtomicLong longestForceNanos = new AtomicLong();

    /** @param nanoClock monotonic time */
    public MeasuredDisk(Disk disk, LongSupplier nanoClock) {
        this.disk = disk;
        this.nanoClock = nanoClock;
    }

    /** How many fsyncs of files and directories there were, failed ones too. */
    public long forceCount() {
        return forces.get();
    }

    /** How long they took, all together. */
    public long forceNanos() {
        return forceNanos.get();
    }

    /** How long the longest took. */
    public long longestForceNanos() {
        return longestForceNanos.get();
    }

    private void forced(long beganAt) {
        long took = Math.max(0, nanoClock.getAsLong() - beganAt);
        forces.incrementAndGet();
        forceNanos.addAndGet(took);
        longestForceNanos.accumulateAndGet(took, Math::max);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public boolean isDirectory(Path path) {
        return disk.isDirectory(path);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new MeasuredFile(disk.open(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new MeasuredFile(disk.create(file));
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        disk.replace(from, to);
    }

    @Override
    public void delete(Path fileOrEmptyDirectory) throws IOException {
        disk.delete(fileOrEmptyDirectory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        long beganAt = nanoClock.getAsLong();
        try {
            disk.forceDirectory(directory);
        } finally {
            forced(beganAt);
        }
    }

    @Override
    public @Nullable Closeable tryLock(Path file) throws IOException {
        return disk.tryLock(file);
    }

    @Override
    public long lastModifiedMillis(Path file) throws IOException {
        return disk.lastModifiedMillis(file);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return disk.usableBytes(directory);
    }

    @Override
    public long totalBytes(Path directory) throws IOException {
        return disk.totalBytes(directory);
    }

    private final class MeasuredFile implements DiskFile {
        private final DiskFile file;

        MeasuredFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void transferTo(long position, long length, WritableByteChannel target) throws IOException {
            file.transferTo(position, length, target);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            long beganAt = nanoClock.getAsLong();
            try {
                file.force();
            } finally {
                forced(beganAt);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
