package evtools.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes everything on to another disk. Who extends it changes only what it is about. */
public abstract class ForwardingDisk implements Disk {
    private final Disk disk;

    /** A disk in front of this one. */
    protected ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** What callers get of a file of the other disk's that was opened or made; unless overridden, the file itself. */
    protected DiskFile wrap(Path path, DiskFile file) {
        return file;
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
        return wrap(file, disk.open(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return wrap(file, disk.create(file));
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
        disk.forceDirectory(directory);
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

    /** Passes everything on to another file. */
    protected abstract static class ForwardingFile implements DiskFile {
        private final DiskFile file;

        /** A file in front of this one. */
        protected ForwardingFile(DiskFile file) {
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
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
