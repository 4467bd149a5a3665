package evtools.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The real disk with faults: a limit on what can be written, writes that stop half way, fsyncs that fail. */
final class FaultyDisk implements Disk {
    private final Disk real = new SystemDisk();
    /** Bytes that may still be written to frames' files; a write beyond is done in part and fails. */
    long room = Long.MAX_VALUE;

    /** Files below this path fail to be forced. */
    Path forceFails = Path.of("/nowhere");

    @Override
    public void createDirectories(Path directory) throws IOException {
        real.createDirectories(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public boolean isDirectory(Path path) {
        return real.isDirectory(path);
    }

    @Override
    public boolean exists(Path path) {
        return real.exists(path);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new FaultyFile(file, real.open(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new FaultyFile(file, real.create(file));
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        real.replace(from, to);
    }

    @Override
    public void delete(Path fileOrEmptyDirectory) throws IOException {
        real.delete(fileOrEmptyDirectory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        real.forceDirectory(directory);
    }

    @Override
    public @Nullable Closeable tryLock(Path file) throws IOException {
        return real.tryLock(file);
    }

    @Override
    public long lastModifiedMillis(Path file) throws IOException {
        return real.lastModifiedMillis(file);
    }

    @Override
    public long usableBytes(Path directory) {
        return room;
    }

    @Override
    public long totalBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    private final class FaultyFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        FaultyFile(Path path, DiskFile file) {
            this.path = path;
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
            int length = source.remaining();
            if (length > room) {
                file.write(source.slice(source.position(), (int) room), position);
                room = 0;
                throw new IOException("No space left on device");
            }
            room -= length;
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
            if (path.startsWith(forceFails)) {
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
