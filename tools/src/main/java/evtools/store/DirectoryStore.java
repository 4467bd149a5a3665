package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
        /** Not stored: it was deleted after it had been archived. */
        ARCHIVED,
        /** Not stored: it was deleted here because of its age. */
        EXPIRED,
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
    private final Tombstones tombstones;
    private final ChangedBuckets changed = new ChangedBuckets();
    private final Object verifyLock = new Object();
    private final RottenFrames rottenFrames;
    private long rotten;
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
        this.directories.whenFailed(leaves::doubt);
        this.frames = catalog.frameCount();
        this.tombstones = recovered.tombstones();
        this.rottenFrames = new RottenFrames(disk);
        catalog.buckets().keySet().forEach(changed::grown);
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
            Tombstones.Kind end = tombstones.find(header.origin(), header.sequence());
            if (end != null) {
                return end == Tombstones.Kind.EXPIRED ? Appended.EXPIRED : Appended.ARCHIVED;
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
                            header.copies(),
                            length,
                            header.bucket());
                    catalog.add(header.bucket(), new StoredFrame(placed, leaf, (int) leaf.size - length, ++lastNumber));
                    leaf.lastNumber = lastNumber;
                    frames++;
                    changed.grown(header.bucket());
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
                        fail(directory, e);
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
            IOException removal = directories.removal(directory, identity.holder());
            try {
                full = removal == null && directories.lacksRoom(directory);
            } catch (IOException e) {
                failure = e;
            }
            synchronized (lock) {
                directory.full = full;
                if (removal != null) {
                    markGone(directory, removal);
                } else if (failure != null) {
                    fail(directory, failure);
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
        return directory.gone || (directory.failed && frame.number() > directory.durableNumber);
    }

    /** Whether a frame is on disk for good. */
    public boolean isDurable(StoredFrame frame) {
        synchronized (lock) {
            StoreDirectory directory = frame.leaf().directory;
            return !directory.gone && frame.number() <= directory.durableNumber;
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
            for (StoreDirectory directory : directories.all()) {
                // Bytes forced into files that nobody finds any more are not durable.
                if (!disk.exists(directory.root.resolve(StoreIdentity.FILE))) {
                    synchronized (lock) {
                        markGone(directory, new IOException("the store was removed"));
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
            fail(directory, failure);
        }
    }

    private void fail(StoreDirectory directory, IOException failure) {
        if (!directory.failed) {
            directories.fail(directory, failure);
            catalog.buckets().keySet().forEach(changed::shrunk);
        }
    }

    private void markGone(StoreDirectory directory, IOException failure) {
        fail(directory, failure);
        if (!directory.gone) {
            directory.gone = true;
            catalog.buckets().keySet().forEach(changed::shrunk);
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
                for (StoredFrame frame : held.frames) {
                    if (!isLost(frame)) {
                        found.add(frame);
                    }
                }
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
     * {@code writtenBefore} (epoch milliseconds). Their frames are remembered as expired.
     *
     * @return how many frames are gone
     */
    public int expire(long endedBefore, long writtenBefore) throws IOException {
        synchronized (lock) {
            List<Long> due = new ArrayList<>();
            for (Map.Entry<Long, FrameCatalog.Bucket> entry : catalog.buckets().entrySet()) {
                long end = (entry.getKey() + 1) * identity.bucketWidthSeconds();
                if (end <= endedBefore && lastWritten(entry.getKey()) < writtenBefore) {
                    due.add(entry.getKey());
                    for (StoredFrame frame : entry.getValue().frames) {
                        tombstones.add(Tombstones.Kind.EXPIRED, frame.origin(), frame.sequence(), frame.sequence());
                    }
                }
            }
            if (due.isEmpty()) {
                return 0;
            }
            IOException unsaved = null;
            try {
                tombstones.save();
            } catch (IOException e) {
                // Deleting makes room for them.
                unsaved = e;
            }
            int gone = 0;
            for (Long bucket : due) {
                gone += delete(bucket);
            }
            frames -= gone;
            if (unsaved != null) {
                tombstones.save();
            }
            return gone;
        }
    }

    /**
     * Deletes frames of which an archive has a verified copy, and remembers for all of them, whether they are here or
     * not, that they were archived. An id of which another frame is here too, with bytes that are not in the list, is
     * left as it is. Returns when the tombstones are on disk for good.
     *
     * @return how many frames are gone
     * @throws IOException if the tombstones could not be written; then nothing is deleted
     */
    public int archived(Collection<FrameId> ids) throws IOException {
        Set<FrameId> wanted = new HashSet<>(ids);
        synchronized (lock) {
            Map<Long, Set<StoredFrame>> gone = new TreeMap<>();
            for (FrameId id : wanted) {
                if (id.origin() == 0 || hasUnlisted(id, wanted)) {
                    continue;
                }
                tombstones.add(Tombstones.Kind.ARCHIVED, id.origin(), id.sequence(), id.sequence());
                for (StoredFrame at = catalog.find(id.origin(), id.sequence()); at != null; at = at.sameId) {
                    gone.computeIfAbsent(at.bucket(), key -> new HashSet<>()).add(at);
                }
            }
            tombstones.save();
            int count = 0;
            for (Map.Entry<Long, Set<StoredFrame>> bucket : gone.entrySet()) {
                catalog.removeAll(bucket.getKey(), bucket.getValue());
                changed.shrunk(bucket.getKey());
                count += bucket.getValue().size();
                for (StoredFrame frame : bucket.getValue()) {
                    if (frame.leaf().frames == 0) {
                        leaves.deleteLeaf(frame.leaf(), bucket.getKey());
                    }
                }
            }
            frames -= count;
            return count;
        }
    }

    private boolean hasUnlisted(FrameId id, Set<FrameId> listed) {
        for (StoredFrame at = catalog.find(id.origin(), id.sequence()); at != null; at = at.sameId) {
            if (!listed.contains(new FrameId(at.origin(), at.sequence(), at.headerCrc()))) {
                return true;
            }
        }
        return false;
    }

    /** What became of a frame that is not here any more: {@link Appended#ARCHIVED}, EXPIRED, or null. */
    public @Nullable Appended tombstone(long origin, long sequence) {
        synchronized (lock) {
            Tombstones.Kind end = tombstones.find(origin, sequence);
            return end == null ? null : end == Tombstones.Kind.EXPIRED ? Appended.EXPIRED : Appended.ARCHIVED;
        }
    }

    /** A digest of all ranges of frames known to be archived, here or elsewhere; 0 if there are none. */
    public long archivedDigest() {
        synchronized (lock) {
            return tombstones.archivedDigest();
        }
    }

    /**
     * Ranges of archived frames, by origin and first sequence, that come after the given one.
     *
     * @return origin, first and last sequence of each, one after the other
     */
    public long[] archivedRanges(long afterOrigin, long afterFirst, int most) {
        synchronized (lock) {
            long[] ranges = new long[3 * Math.min(most, tombstones.archived().count())];
            int[] length = new int[1];
            tombstones.archived().visitAfter(afterOrigin, afterFirst, (origin, first, last) -> {
                if (length[0] < ranges.length) {
                    ranges[length[0]++] = origin;
                    ranges[length[0]++] = first;
                    ranges[length[0]++] = last;
                }
            });
            return Arrays.copyOf(ranges, length[0]);
        }
    }

    /** Another server knows these to be archived: they are not stored any more. What is here stays. */
    public void hearArchived(long[] ranges) throws IOException {
        synchronized (lock) {
            for (int i = 0; i + 2 < ranges.length; i += 3) {
                tombstones.hear(ranges[i], ranges[i + 1], ranges[i + 2]);
            }
            tombstones.save();
        }
    }

    /** Ranges of deleted frames that are remembered. */
    public int tombstoneCount() {
        synchronized (lock) {
            return tombstones.count();
        }
    }

    /** Ranges of deleted frames that had to be forgotten because there were too many. */
    public long forgottenTombstones() {
        synchronized (lock) {
            return tombstones.forgotten();
        }
    }

    /**
     * Reads a frame's bytes. If they have changed on disk the frame goes to quarantine and counts as held no more.
     *
     * @return whether the frame is whole
     */
    public boolean verify(StoredFrame frame) {
        synchronized (verifyLock) {
            Leaf leaf = frame.leaf();
            DiskFile file;
            synchronized (lock) {
                if (isLost(frame) || !isHeld(frame)) {
                    return false;
                }
                try {
                    file = leaves.use(leaf);
                } catch (IOException e) {
                    lose(frame, "frame that can't be read: " + e.getMessage(), null);
                    return false;
                }
            }
            String problem;
            Path kept = null;
            try {
                problem = rottenFrames.problem(file, frame.offset(), frame.length(), frame.headerCrc());
                if (problem != null && stillThere(frame)) {
                    kept = rottenFrames.keep(file, leaf, frame.offset(), frame.length(), frame.headerCrc());
                }
            } finally {
                synchronized (lock) {
                    leaves.release(leaf);
                }
            }
            if (problem == null) {
                return true;
            }
            synchronized (lock) {
                if (stillThere(frame)) {
                    lose(frame, problem, kept);
                }
            }
            return false;
        }
    }

    /** Not deleted meanwhile, which looks like damage to whoever reads it. */
    private boolean stillThere(StoredFrame frame) {
        synchronized (lock) {
            return isHeld(frame) && !isLost(frame) && frame.leaf().file != null;
        }
    }

    private boolean isHeld(StoredFrame frame) {
        StoredFrame at = catalog.find(frame.origin(), frame.sequence());
        while (at != null && at != frame) {
            at = at.sameId;
        }
        return at != null;
    }

    private void lose(StoredFrame frame, String problem, @Nullable Path kept) {
        catalog.removeAll(frame.bucket(), Set.of(frame));
        changed.shrunk(frame.bucket());
        frames--;
        rotten++;
        listener.rotten(frame.leaf().path, frame.offset(), frame.length(), problem, kept);
    }

    /** Frames found rotten since the store was opened. */
    public long rottenCount() {
        synchronized (lock) {
            return rotten;
        }
    }

    /** The buckets that have changed since this was called last, and whether they have lost frames. */
    public Map<Long, Boolean> takeChangedBuckets() {
        synchronized (lock) {
            return changed.take();
        }
    }

    /** The first bucket with a greater number; null if there is none. */
    public @Nullable Long bucketAfter(long bucket) {
        synchronized (lock) {
            return catalog.buckets().higherKey(bucket);
        }
    }

    private long lastWritten(long bucket) throws IOException {
        long last = Long.MIN_VALUE;
        for (StoreDirectory directory : directories.all()) {
            last = Math.max(last, leaves.lastWritten(directory, bucket));
        }
        return last;
    }

    private int delete(long bucket) throws IOException {
        int count = catalog.remove(bucket).size();
        changed.shrunk(bucket);
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
