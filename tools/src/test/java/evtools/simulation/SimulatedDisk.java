package evtools.simulation;

import evtools.store.Disk;
import evtools.store.DiskFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory, with a page cache above it. {@link #BASE} is where it is mounted, and always there. Faults are
 * switched on from outside.
 */
final class SimulatedDisk implements Disk {
    static final Path BASE = Path.of("/srv");

    private static final long USUAL_CAPACITY = 1 << 30;

    /** Is told of failures as they are met. */
    interface Listener {
        /** A write or a force failed: what is not durable yet may never be. */
        void failed();

        /** A file is about to be deleted. */
        default void deleted(Path path, SimulatedFile file) {}
    }

    private final LongSupplier epochNanos;
    private final SplittableRandom random;
    private final Set<Path> locked = new HashSet<>();
    private SimulatedDirectory base = new SimulatedDirectory();
    private Listener listener = () -> {};
    private long capacity = USUAL_CAPACITY;
    private boolean writesFail;
    private boolean forcesFail;

    SimulatedDisk(LongSupplier epochNanos, SplittableRandom random) {
        this.epochNanos = epochNanos;
        this.random = random;
    }

    void listener(Listener newListener) {
        listener = newListener;
    }

    /** What is directly below {@link #BASE}. */
    SimulatedDirectory base() {
        return base;
    }

    /** The next write fails after a part of it, and so on until {@link #repair}. */
    void failWrites() {
        writesFail = true;
    }

    /** The next force fails; those after it do nothing and succeed. */
    void failNextForce() {
        forcesFail = true;
    }

    /** No more room than for so many bytes. */
    void leaveRoom(long bytes) {
        capacity = used(base) + bytes;
    }

    void repair() {
        writesFail = false;
        forcesFail = false;
        capacity = USUAL_CAPACITY;
    }

    /** The process that used it is gone. */
    void processEnded() {
        locked.clear();
    }

    void losePower() {
        base.losePower(random);
        processEnded();
    }

    /** A new, empty disk takes its place. */
    void wipe() {
        base = new SimulatedDirectory();
        repair();
        processEnded();
    }

    private @Nullable Object find(Path path) {
        if (!path.startsWith(BASE)) {
            return null;
        }
        Object at = base;
        for (Path name : BASE.equals(path) ? List.<Path>of() : BASE.relativize(path)) {
            at = at instanceof SimulatedDirectory directory ? directory.names.get(name.toString()) : null;
        }
        return at;
    }

    private SimulatedDirectory parent(Path path) throws NoSuchFileException {
        if (find(path.getParent()) instanceof SimulatedDirectory directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (find(directory) == null) {
            createDirectories(directory.getParent());
            parent(directory).names.put(name(directory), new SimulatedDirectory());
        }
    }

    @Override
    public List<String> list(Path directory) {
        return find(directory) instanceof SimulatedDirectory found ? new ArrayList<>(found.names.keySet()) : List.of();
    }

    @Override
    public boolean isDirectory(Path path) {
        return find(path) instanceof SimulatedDirectory;
    }

    @Override
    public boolean exists(Path path) {
        return find(path) != null;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        if (find(file) instanceof SimulatedFile found) {
            return new OpenFile(found);
        }
        throw new NoSuchFileException(file.toString());
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        SimulatedDirectory parent = parent(file);
        if (!parent.names.containsKey(name(file))) {
            SimulatedFile made = new SimulatedFile();
            made.modifiedMillis = epochNanos.getAsLong() / VirtualTime.MILLISECOND;
            parent.names.put(name(file), made);
        }
        return open(file);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        Object moved = parent(from).names.remove(name(from));
        if (moved == null) {
            throw new NoSuchFileException(from.toString());
        }
        parent(to).names.put(name(to), moved);
    }

    @Override
    public void delete(Path path) throws IOException {
        Object gone = find(path);
        if (gone == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (gone instanceof SimulatedDirectory directory && !directory.names.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        if (gone instanceof SimulatedFile file) {
            listener.deleted(path, file);
        }
        parent(path).names.remove(name(path));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!directory.startsWith(BASE)) {
            return;
        }
        if (!(find(directory) instanceof SimulatedDirectory found)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (writesFail) {
            listener.failed();
            throw new IOException("Input/output error");
        }
        found.force();
    }

    @Override
    public @Nullable Closeable tryLock(Path file) throws IOException {
        create(file).close();
        return locked.add(file) ? () -> locked.remove(file) : null;
    }

    @Override
    public long lastModifiedMillis(Path file) throws IOException {
        if (find(file) instanceof SimulatedFile found) {
            return found.modifiedMillis;
        }
        throw new NoSuchFileException(file.toString());
    }

    @Override
    public long usableBytes(Path directory) {
        return Math.max(0, capacity - used(base));
    }

    @Override
    public long totalBytes(Path directory) {
        return capacity;
    }

    private static long used(SimulatedDirectory directory) {
        long bytes = 0;
        for (Object entry : directory.names.values()) {
            bytes += entry instanceof SimulatedFile file ? file.cached().length : used((SimulatedDirectory) entry);
        }
        return bytes;
    }

    private final class OpenFile implements DiskFile {
        private final SimulatedFile file;
        private boolean closed;

        OpenFile(SimulatedFile file) {
            this.file = file;
        }

        private void requireOpen() throws IOException {
            if (closed) {
                throw new IOException("file is closed");
            }
        }

        @Override
        public long size() throws IOException {
            requireOpen();
            return file.cached().length;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            requireOpen();
            int count = (int) Math.max(0, Math.min(target.remaining(), file.cached().length - position));
            if (count > 0) {
                target.put(file.cached(), (int) position, count);
            }
            return count;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            requireOpen();
            long room = capacity == USUAL_CAPACITY ? Long.MAX_VALUE : usableBytes(BASE);
            int length = source.remaining();
            int written = (int) Math.min(length, writesFail ? random.nextInt(length + 1) : room);
            byte[] bytes = new byte[written];
            source.get(bytes);
            file.write(position, bytes);
            file.modifiedMillis = epochNanos.getAsLong() / VirtualTime.MILLISECOND;
            if (writesFail) {
                listener.failed();
                throw new IOException("Input/output error");
            }
            if (written < length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void transferTo(long position, long length, WritableByteChannel target) throws IOException {
            requireOpen();
            if (position + length > file.cached().length) {
                throw new EOFException("file ended while it was being sent, at byte " + file.cached().length);
            }
            target.write(ByteBuffer.wrap(file.cached(), (int) position, (int) length));
        }

        @Override
        public void truncate(long size) throws IOException {
            requireOpen();
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            requireOpen();
            if ((forcesFail || writesFail) && file.hasPending()) {
                listener.failed();
                file.forceFails(random);
                forcesFail = false;
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
