package evtools.evsort;

import evtools.cli.FailureText;
import evtools.cli.UserError;
import evtools.format.BigEndian;
import evtools.format.Point;
import evtools.format.frame.DamageListener;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.sort.HoldDownSorter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A directory that keeps what was taken and not given out yet, so that it survives the process.
 *
 * <pre>
 *   held-GROUP.ev   frames as they came, by the 1,024 seconds in which they begin; goes when all of them was given out
 *   far-POINT.ev    frames with events far ahead of the clock, by when they came
 *   late.ev         frames with events that are late; emptied when those were given out
 *   given-out       16 bytes: everything before this u64 point was given out; 4 bytes 0; CRC-32C of those twelve, u32
 *   lock            one evsort at a time
 * </pre>
 *
 * <p>A frame is written before it is taken, and what was given out is noted after it has been written to where it goes:
 * so nothing is lost when the process is killed, and what was given out last may be given out once more. Nothing is
 * forced to disk. Not thread-safe.
 */
final class HoldDownSpool implements AutoCloseable {
    private static final long GROUP_TICKS = 1024 * Point.TICKS_PER_SECOND;
    private static final long HOUR_TICKS = 3600 * Point.TICKS_PER_SECOND;
    private static final int MOST_OPEN = 32;
    private static final int BOUNDARY_BYTES = 16;
    private static final String HELD = "held-";
    private static final String FAR = "far-";
    private static final String SUFFIX = ".ev";

    private final Path directory;
    private final long waitTicks;
    private final FileChannel lockFile;
    private final FileChannel givenOut;
    private final Map<Long, Leaf> held = new LinkedHashMap<>();
    private final List<Leaf> far = new ArrayList<>();
    private final Leaf late;
    private final ByteBuffer boundaryBytes = ByteBuffer.allocate(BOUNDARY_BYTES);
    private long recorded;

    /** A file to which frames are appended. */
    private static final class Leaf {
        final Path file;
        final long opened;
        /** Its last event that isn't far ahead. */
        long maxPoint;

        boolean any;

        @Nullable
        FileChannel channel;

        Leaf(Path file, long opened) {
            this.file = file;
            this.opened = opened;
        }
    }

    private HoldDownSpool(Path directory, long holdDownTicks, FileChannel lockFile) throws IOException {
        this.directory = directory;
        this.waitTicks = 2 * (holdDownTicks + HOUR_TICKS) + GROUP_TICKS;
        this.lockFile = lockFile;
        this.late = new Leaf(directory.resolve("late" + SUFFIX), 0);
        this.givenOut = FileChannel.open(
                directory.resolve("given-out"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** Opens a directory, makes it if need be. */
    static HoldDownSpool open(Path directory, long holdDownTicks) {
        try {
            Files.createDirectories(directory);
            FileChannel lockFile =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(lockFile)) {
                lockFile.close();
                throw UserError.in(directory.toString(), "in use by another evsort")
                        .withHint("each needs a --spool of its own");
            }
            return new HoldDownSpool(directory, holdDownTicks, lockFile);
        } catch (IOException e) {
            throw UserError.in(directory.toString(), "can't be used as spool: " + FailureText.reason(e));
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Has the sorter take what an earlier process had taken and not given out. */
    void resume(HoldDownSorter sorter, DamageListener damage) throws IOException {
        recorded = readBoundary();
        sorter.resume(recorded);
        String[] names = directory.toFile().list();
        Arrays.sort(names == null ? new String[0] : names);
        for (String name : names == null ? new String[0] : names) {
            long number = numberOf(name, HELD);
            if (number >= 0) {
                Leaf leaf = new Leaf(directory.resolve(name), 0);
                held.put(number, leaf);
                read(leaf, sorter, damage);
            }
        }
        for (String name : names == null ? new String[0] : names) {
            long number = numberOf(name, FAR);
            if (number >= 0) {
                Leaf leaf = new Leaf(directory.resolve(name), number);
                far.add(leaf);
                read(leaf, sorter, damage);
            }
        }
        if (Files.exists(late.file)) {
            sorter.resumeLate();
            read(late, sorter, damage);
        }
        sorter.resumed();
    }

    private static long numberOf(String name, String prefix) {
        if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) {
            return -1;
        }
        try {
            return Long.parseLong(name, prefix.length(), name.length() - SUFFIX.length(), 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void read(Leaf leaf, HoldDownSorter sorter, DamageListener damage) throws IOException {
        if (!FrameFile.cutTail(leaf.file.toFile())) {
            throw UserError.in(leaf.file.toString(), "is no event stream");
        }
        try (InputStream in = Files.newInputStream(leaf.file);
                FrameReader frames = new FrameReader(in, damage)) {
            while (frames.next()) {
                leaf.any = true;
                FrameHeader header = frames.header();
                if (header.unreadable() == null) {
                    raise(leaf, nearMax(header, sorter));
                    sorter.take(frames, damage);
                }
            }
        }
    }

    private static void raise(Leaf leaf, long point) {
        if (Long.compareUnsigned(point, leaf.maxPoint) > 0) {
            leaf.maxPoint = point;
        }
    }

    private static long nearMax(FrameHeader header, HoldDownSorter sorter) {
        long point = header.maxPoint();
        return sorter.isFarAhead(point) ? Point.plus(sorter.clockPoint(), HOUR_TICKS) : point;
    }

    private long readBoundary() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BOUNDARY_BYTES);
        int count = givenOut.read(bytes, 0);
        if (count < BOUNDARY_BYTES) {
            return 0;
        }
        byte[] array = bytes.array();
        if (BigEndian.getInt(array, 12) != checksum(array)) {
            throw UserError.in(directory.resolve("given-out").toString(), "checksum differs")
                    .withHint("without this file everything in the spool is given out (again)");
        }
        return BigEndian.getLong(array, 0);
    }

    private static int checksum(byte[] array) {
        CRC32C crc = new CRC32C();
        crc.update(array, 0, 12);
        return (int) crc.getValue();
    }

    /** Writes the reader's current frame, which the sorter is about to take. */
    void take(FrameReader frames, HoldDownSorter sorter) {
        FrameHeader header = frames.header();
        if (header.events() == 0) {
            return;
        }
        boolean farAhead = sorter.isFarAhead(header.maxPoint());
        try {
            if (Long.compareUnsigned(header.minPoint(), sorter.boundary()) < 0) {
                append(late, frames);
            }
            if (Long.compareUnsigned(header.maxPoint(), sorter.boundary()) >= 0
                    && !sorter.isFarAhead(header.minPoint())) {
                Leaf leaf = held.computeIfAbsent(
                        Long.divideUnsigned(header.minPoint(), GROUP_TICKS),
                        group -> new Leaf(directory.resolve(HELD + group + SUFFIX), 0));
                raise(leaf, nearMax(header, sorter));
                append(leaf, frames);
            }
            if (farAhead) {
                append(farLeaf(sorter.clockPoint()), frames);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private Leaf farLeaf(long now) {
        Leaf last = far.isEmpty() ? null : far.getLast();
        if (last == null || Long.compareUnsigned(now, Point.plus(last.opened, GROUP_TICKS)) > 0) {
            last = new Leaf(directory.resolve(FAR + now + SUFFIX), now);
            far.add(last);
        }
        return last;
    }

    private void append(Leaf leaf, FrameReader frames) throws IOException {
        FileChannel channel = leaf.channel;
        if (channel == null) {
            closeSome();
            channel = FileChannel.open(
                    leaf.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            leaf.channel = channel;
        }
        ByteBuffer frame = ByteBuffer.wrap(frames.frameBuffer(), frames.frameOffset(), frames.frameLength());
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
        leaf.any = true;
    }

    private void closeSome() throws IOException {
        int open = 0;
        for (Leaf leaf : held.values()) {
            open += leaf.channel == null ? 0 : 1;
        }
        for (Iterator<Leaf> i = held.values().iterator(); i.hasNext() && open >= MOST_OPEN; ) {
            open -= close(i.next()) ? 1 : 0;
        }
    }

    private static boolean close(Leaf leaf) throws IOException {
        FileChannel channel = leaf.channel;
        if (channel == null) {
            return false;
        }
        channel.close();
        leaf.channel = null;
        return true;
    }

    /** Whether there is something to be noted as given out. */
    boolean isBehind(HoldDownSorter sorter) {
        return sorter.boundary() != recorded;
    }

    /** What the sorter has given out has been written to where it goes. */
    void givenOut(HoldDownSorter sorter) {
        try {
            if (isBehind(sorter)) {
                record(sorter.boundary());
                for (Iterator<Leaf> i = held.values().iterator(); i.hasNext(); ) {
                    Leaf leaf = i.next();
                    if (Long.compareUnsigned(leaf.maxPoint, recorded) < 0) {
                        delete(leaf);
                        i.remove();
                    }
                }
                while (!far.isEmpty()
                        && Long.compareUnsigned(Point.plus(far.getFirst().opened, waitTicks), sorter.clockPoint())
                                < 0) {
                    delete(far.removeFirst());
                }
            }
            if (late.any && sorter.isLateGivenOut()) {
                delete(late);
                late.any = false;
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void record(long boundary) throws IOException {
        byte[] array = boundaryBytes.array();
        BigEndian.putLong(array, 0, boundary);
        BigEndian.putInt(array, 12, checksum(array));
        boundaryBytes.clear();
        givenOut.write(boundaryBytes, 0);
        recorded = boundary;
    }

    private static void delete(Leaf leaf) throws IOException {
        close(leaf);
        Files.deleteIfExists(leaf.file);
    }

    /** Everything was given out and has been written to where it goes. */
    void finished() {
        try {
            for (Leaf leaf : held.values()) {
                delete(leaf);
            }
            held.clear();
            for (Leaf leaf : far) {
                delete(leaf);
            }
            far.clear();
            delete(late);
            givenOut.truncate(0);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private UserError failure(IOException e) {
        return UserError.in(directory.toString(), "spool: " + FailureText.reason(e));
    }

    /** The files stay as they are. */
    @Override
    public void close() throws IOException {
        for (Leaf leaf : held.values()) {
            close(leaf);
        }
        for (Leaf leaf : far) {
            close(leaf);
        }
        close(late);
        givenOut.close();
        lockFile.close();
    }
}
