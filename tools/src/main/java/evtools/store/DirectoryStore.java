package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A server's store: frames appended, undecoded, to the leaves of their buckets, on one or several disks.
 *
 * <p>A frame is durable once a {@link #sync} that began after its append has ended. A sync that fails ends all promises
 * for that disk's frames that were not durable yet: they no longer count as held, so that they are stored again
 * elsewhere.
 *
 * <p>Thread-safe. Appends are serial; reading and syncing go on beside them.
 */
public final class DirectoryStore implements Closeable {
    /** What became of a frame that was to be appended. */
    public enum Appended {
        /** Stored now. */
        STORED,
        /** It was here already. */
        HELD,
        /** Stored now, beside another frame of the same id and different bytes. */
        CONFLICT,
        /** No room. */
        FULL,
        /** No disk that works. */
        FAILED
    }

    private static final Comparator<StoredFrame> BY_MIN_POINT = (a, b) -> {
        int order = Long.compareUnsigned(a.minPoint(), b.minPoint());
        order = order != 0 ? order : Long.compareUnsigned(a.origin(), b.origin());
        order = order != 0 ? order : Long.compareUnsigned(a.sequence(), b.sequence());
        return order != 0 ? order : Integer.compareUnsigned(a.headerCrc(), b.headerCrc());
    };

    private final Object lock = new Object();
    private final Object syncLock = new Object();
    private final Disk disk;
    private final StoreIdentity identity;
    private final StoreLimits limits;
    private final StoreListener listener;
    private final RandomGenerator random;
    private final StoreDirectories directories;
    private final List<StoreLock> locks;
    private final FrameCatalog catalog;
    private final BucketLeaves leaves;
    private long lastNumber;
    private int frames;

    private DirectoryStore(
            Disk disk,
            StoreIdentity identity,
            StoreLimits limits,
            StoreListener listener,
            RandomGenerator random,
            List<StoreLock> locks,
            StoreRecovery recovered) {
        this.disk = disk;
        this.identity = identity;
        this.limits = limits;
        this.listener = listener;
        this.random = random;
        this.locks = locks;
        this.directories = new StoreDirectories(disk, recovered.directories(), limits, listener);
        this.catalog = recovered.catalog();
        this.leaves = new BucketLeaves(disk, limits, identity.bucketWidthSeconds(), recovered.leaves());
        this.frames = catalog.frameCount();
    }

    /**
     * Opens a store, making it where it is new: cuts half-written tails back and reads all frames' headers.
     *
     * @param roots its directories
     * @throws IOException also if another process has it open, or it is of another environment or bucket width
     */
    public static DirectoryStore open(
            Disk disk,
            List<Path> roots,
            String environment,
            int bucketWidthSeconds,
            StoreLimits limits,
            RandomGenerator random,
            StoreListener listener)
            throws IOException {
        List<StoreLock> locks = new ArrayList<>();
        try {
            for (Path root : roots) {
                NewDirectories.make(disk, root);
                StoreLock lock = StoreLock.tryTake(disk, root);
                if (lock == null) {
                    throw new IOException(root + ": store is in use by another evrecv");
                }
                locks.add(lock);
            }
            StoreIdentity identity = StoreIdentity.openAll(disk, roots, environment, bucketWidthSeconds, random);
            StoreRecovery recovered = StoreRecovery.run(disk, roots, bucketWidthSeconds, listener);
            return new DirectoryStore(disk, identity, limits, listener, random, locks, recovered);
        } catch (IOException | RuntimeException e) {
            for (StoreLock lock : locks) {
                lock.close();
            }
            throw e;
        }
    }

    /** Who this store is. */
    public StoreIdentity identity() {
        return identity;
    }

    /**
     * Appends a frame to its bucket, unless it is here already.
     *
     * @param header the frame's header; it has an id, and this store's bucket width
     * @param frame the whole frame, checked; its position moves to its limit
     */
    public Appended append(FrameHeader header, ByteBuffer frame) {
        int length = frame.remaining();
        int headerCrc = frame.getInt(frame.position() + FrameScan.HEADER_CRC_OFFSET);
        synchronized (lock) {
            if (findHeld(header.origin(), header.sequence(), headerCrc) != null) {
                return Appended.HELD;
            }
            boolean conflict = catalog.hasOther(header.origin(), header.sequence(), headerCrc);
            List<StoreDirectory> choice = directories.usable();
            boolean full = directories.anyFull() || frames >= limits.maxFrames();
            while (!choice.isEmpty() && frames < limits.maxFrames()) {
                StoreDirectory directory = choice.remove(random.nextInt(choice.size()));
                try {
                    Leaf leaf = leaves.append(directory, header.bucket(), frame.duplicate());
                    StoredFrame.Placed placed = new StoredFrame.Placed(
                            header.origin(),
                            header.sequence(),
                            headerCrc,
                            header.minPoint(),
                            header.maxPoint(),
                            header.acks(),
                            length,
                            header.bucket());
                    catalog.add(header.bucket(), new StoredFrame(placed, leaf, (int) leaf.size - length, ++lastNumber));
                    frames++;
                    frame.position(frame.limit());
                    if (conflict) {
                        listener.conflict(leaf.path, header.origin(), header.sequence());
                    }
                    return conflict ? Appended.CONFLICT : Appended.STORED;
                } catch (IOException e) {
                    if (DiskErrors.isFull(e) && e.getSuppressed().length == 0) {
                        directory.full = true;
                        full = true;
                    } else {
                        directories.fail(directory, e);
                    }
                }
            }
            return full ? Appended.FULL : Appended.FAILED;
        }
    }

    /** Whether any disk still takes frames. */
    public boolean works() {
        synchronized (lock) {
            return directories.anyWorks();
        }
    }

    /** Looks how much room the disks have. To be called every second or so. */
    public void checkRoom() {
        for (StoreDirectory directory : directories.all()) {
            boolean full = false;
            IOException failure = null;
            try {
                full = directories.lacksRoom(directory);
            } catch (IOException e) {
                failure = e;
            }
            synchronized (lock) {
                directory.full = full;
                if (failure != null) {
                    directories.fail(directory, failure);
                }
            }
        }
    }

    /** The frame of this id and these bytes, if this store still vouches for it; null otherwise. */
    public @Nullable StoredFrame find(long origin, long sequence, int headerCrc) {
        synchronized (lock) {
            return findHeld(origin, sequence, headerCrc);
        }
    }

    /** A frame of this id, if this store still vouches for it; null otherwise. */
    public @Nullable StoredFrame find(long origin, long sequence) {
        synchronized (lock) {
            StoredFrame frame = catalog.find(origin, sequence);
            while (frame != null && isLost(frame)) {
                frame = frame.sameId;
            }
            return frame;
        }
    }

    private @Nullable StoredFrame findHeld(long origin, long sequence, int headerCrc) {
        StoredFrame frame = catalog.find(origin, sequence);
        while (frame != null && (frame.headerCrc() != headerCrc || isLost(frame))) {
            frame = frame.sameId;
        }
        return frame;
    }

    private static boolean isLost(StoredFrame frame) {
        StoreDirectory directory = frame.leaf().directory;
        return directory.failed && frame.number() > directory.durableNumber;
    }

    /** Whether a frame is on disk for good. */
    public boolean isDurable(StoredFrame frame) {
        synchronized (lock) {
            return frame.number() <= frame.leaf().directory.durableNumber;
        }
    }

    /**
     * Makes everything appended so far durable; what fails is told to the listener. Callers that come while one sync
     * runs share the next.
     */
    public void sync() {
        long wanted;
        synchronized (lock) {
            wanted = lastNumber;
        }
        synchronized (syncLock) {
            BucketLeaves.Unsynced unsynced;
            long number;
            synchronized (lock) {
                if (directories.allDurable(wanted)) {
                    return;
                }
                unsynced = leaves.takeUnsynced();
                number = lastNumber;
            }
            for (Leaf leaf : unsynced.leaves()) {
                force(leaf);
            }
            for (Path name : unsynced.directories()) {
                try {
                    disk.forceDirectory(name);
                } catch (IOException e) {
                    if (disk.exists(name)) {
                        markFailed(directories.of(name), e);
                    }
                }
            }
            synchronized (lock) {
                for (StoreDirectory directory : directories.all()) {
                    if (!directory.failed) {
                        directory.durableNumber = number;
                    }
                }
            }
        }
    }

    private void force(Leaf leaf) {
        DiskFile file;
        synchronized (lock) {
            file = leaf.file;
        }
        try {
            if (file != null) {
                file.force();
            }
        } catch (IOException e) {
            boolean deletedMeanwhile;
            synchronized (lock) {
                deletedMeanwhile = leaf.file == null;
            }
            if (!deletedMeanwhile) {
                markFailed(leaf.directory, e);
            }
        } finally {
            synchronized (lock) {
                leaves.release(leaf);
            }
        }
    }

    private void markFailed(StoreDirectory directory, IOException failure) {
        synchronized (lock) {
            directories.fail(directory, failure);
        }
    }

    /** All frames with events in {@code [since, until]} (unsigned points), by least point and then id. */
    public List<StoredFrame> frames(long since, long until) {
        List<StoredFrame> found = new ArrayList<>();
        synchronized (lock) {
            for (FrameCatalog.Bucket bucket : catalog.buckets().values()) {
                for (StoredFrame frame : bucket.frames) {
                    if (inRange(frame, since, until)) {
                        found.add(frame);
                    }
                }
            }
        }
        found.sort(BY_MIN_POINT);
        return found;
    }

    /** All frames of a bucket, by least point and then id. */
    public List<StoredFrame> framesOfBucket(long bucket) {
        List<StoredFrame> found = new ArrayList<>();
        synchronized (lock) {
            FrameCatalog.Bucket held = catalog.buckets().get(bucket);
            if (held != null) {
                found.addAll(held.frames);
            }
        }
        found.sort(BY_MIN_POINT);
        return found;
    }

    /** What there is of each bucket in {@code [since, until]} (unsigned points), in order of time. */
    public List<BucketSummary> buckets(long since, long until) {
        List<BucketSummary> found = new ArrayList<>();
        synchronized (lock) {
            catalog.buckets().forEach((number, bucket) -> {
                int count = 0;
                long bytes = 0;
                for (StoredFrame frame : bucket.frames) {
                    if (inRange(frame, since, until)) {
                        count++;
                        bytes += frame.length();
                    }
                }
                if (count > 0) {
                    found.add(new BucketSummary(number, count, bytes));
                }
            });
        }
        return found;
    }

    private static boolean inRange(StoredFrame frame, long since, long until) {
        return Long.compareUnsigned(frame.maxPoint(), since) >= 0
                && Long.compareUnsigned(frame.minPoint(), until) <= 0
                && !isLost(frame);
    }

    /** Sends a whole frame to a channel. */
    public void transferTo(StoredFrame frame, WritableByteChannel target) throws IOException {
        Leaf leaf = frame.leaf();
        DiskFile file;
        synchronized (lock) {
            file = leaves.use(leaf);
        }
        try {
            file.transferTo(frame.offset(), frame.length(), target);
        } finally {
            synchronized (lock) {
                leaves.release(leaf);
            }
        }
    }

    /**
     * Deletes buckets that ended before {@code endedBefore} (epoch seconds) and were not written to since
     * {@code writtenBefore} (epoch milliseconds).
     *
     * @return how many frames are gone
     */
    public int expire(long endedBefore, long writtenBefore) throws IOException {
        int gone = 0;
        synchronized (lock) {
            for (Long bucket : List.copyOf(catalog.buckets().keySet())) {
                long end = (bucket + 1) * identity.bucketWidthSeconds();
                if (end <= endedBefore && lastWritten(bucket) < writtenBefore) {
                    gone += delete(bucket);
                }
            }
            frames -= gone;
        }
        return gone;
    }

    private long lastWritten(long bucket) throws IOException {
        long last = Long.MIN_VALUE;
        for (StoreDirectory directory : directories.all()) {
            last = Math.max(last, leaves.lastWritten(directory, bucket));
        }
        return last;
    }

    private int delete(long bucket) throws IOException {
        int count = catalog.remove(bucket);
        for (StoreDirectory directory : directories.all()) {
            leaves.delete(directory, bucket);
        }
        return count;
    }

    /** Frames in the store. */
    public int frameCount() {
        synchronized (lock) {
            return frames;
        }
    }

    /** How it stands now. */
    public StoreState state() {
        synchronized (lock) {
            long bytes = 0;
            for (FrameCatalog.Bucket bucket : catalog.buckets().values()) {
                bytes += bucket.bytes;
            }
            long durable = 0;
            List<StoreState.DirectoryState> states = new ArrayList<>();
            for (StoreDirectory directory : directories.all()) {
                durable = Math.max(durable, directory.durableNumber);
                states.add(new StoreState.DirectoryState(
                        directory.root, directory.freeBytes, directory.totalBytes, directory.full, directory.failed));
            }
            return new StoreState(frames, catalog.buckets().size(), bytes, lastNumber - durable, List.copyOf(states));
        }
    }

    /** Syncs and closes. */
    @Override
    public void close() throws IOException {
        sync();
        synchronized (lock) {
            leaves.closeAll();
        }
        for (StoreLock each : locks) {
            each.close();
        }
    }
}
