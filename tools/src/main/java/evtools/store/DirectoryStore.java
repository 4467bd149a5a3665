package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    private final Object lock = new Object();
    private final StoreIdentity identity;
    private final List<StoreLock> locks;
    private final HeldFrames held;
    private final BucketLeaves leaves;
    private final StoreDirectories directories;
    private final Tombstones tombstones;
    private final FramePlacing placing;
    private final StoreSync sync;
    private final FrameDeletion deletion;
    private final FrameScrub scrub;
    private boolean ignoresTombstones;

    private DirectoryStore(
            Disk disk,
            StoreIdentity identity,
            StoreLimits limits,
            StoreListener listener,
            RandomGenerator random,
            List<StoreLock> locks,
            StoreRecovery recovered) {
        int width = identity.bucketWidthSeconds();
        this.identity = identity;
        this.locks = locks;
        this.held = new HeldFrames(recovered.catalog());
        this.leaves = new BucketLeaves(disk, limits, width, recovered.leaves());
        this.directories = new StoreDirectories(disk, recovered.directories(), limits, leaves, held, listener);
        this.tombstones = recovered.tombstones();
        this.placing = new FramePlacing(directories, leaves, held, limits, random, listener);
        this.sync = new StoreSync(lock, disk, directories, leaves, placing);
        this.deletion = new FrameDeletion(directories, leaves, held, tombstones, width);
        this.scrub = new FrameScrub(lock, disk, leaves, held, listener);
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
                if (disk.exists(root.resolve(SpoolIdentity.FILE))) {
                    throw new IOException(root + ": is the spool of an evsend, not a store");
                }
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
        int headerCrc = frame.getInt(frame.position() + FrameScan.HEADER_CRC_OFFSET);
        synchronized (lock) {
            boolean known = held.any(header.origin(), header.sequence()) != null;
            if (known && held.find(header.origin(), header.sequence(), headerCrc) != null) {
                return Appended.HELD;
            }
            Appended end = tombstone(header.origin(), header.sequence());
            return end != null ? end : placing.place(header, headerCrc, frame, known);
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
        directories.check(lock, identity.holder());
    }

    /** The frame of this id and these bytes, if this store still vouches for it; null otherwise. */
    public @Nullable StoredFrame find(long origin, long sequence, int headerCrc) {
        synchronized (lock) {
            return held.find(origin, sequence, headerCrc);
        }
    }

    /** A frame of this id, if this store still vouches for it; null otherwise. */
    public @Nullable StoredFrame find(long origin, long sequence) {
        synchronized (lock) {
            return held.find(origin, sequence);
        }
    }

    /** Whether a frame is on disk for good. */
    public boolean isDurable(StoredFrame frame) {
        synchronized (lock) {
            return frame.isDurable();
        }
    }

    /**
     * Makes everything appended so far durable; what fails is told to the listener. Callers that come while one sync
     * runs share the next.
     */
    public void sync() {
        sync.run();
    }

    /** All frames with events in {@code [since, until]} (unsigned points), by least point and then id. */
    public List<StoredFrame> frames(long since, long until) {
        List<StoredFrame> found = new ArrayList<>();
        synchronized (lock) {
            held.collect(since, until, found);
        }
        return HeldFrames.sorted(found);
    }

    /** All frames of a bucket, by least point and then id. */
    public List<StoredFrame> framesOfBucket(long bucket) {
        List<StoredFrame> found = new ArrayList<>();
        synchronized (lock) {
            held.collect(bucket, found);
        }
        return HeldFrames.sorted(found);
    }

    /** What there is of each bucket in {@code [since, until]} (unsigned points), in order of time. */
    public List<BucketSummary> buckets(long since, long until) {
        synchronized (lock) {
            return held.summaries(since, until);
        }
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
     * {@code writtenBefore} (epoch milliseconds). Their frames are remembered as expired, on disk before anything is
     * deleted; on a full disk after that, as it makes room.
     *
     * @throws IOException if nothing was deleted because of that
     */
    public DeletedFrames expire(long endedBefore, long writtenBefore) throws IOException {
        synchronized (lock) {
            return deletion.expire(endedBefore, writtenBefore);
        }
    }

    /**
     * Deletes frames of which an archive has a verified copy, and remembers for all of them, whether they are here or
     * not, that they were archived. An id of which another frame is here too, with bytes that are not in the list, is
     * left as it is. Returns when the tombstones are on disk for good.
     *
     * @throws IOException if the tombstones could not be written; then nothing is deleted
     */
    public DeletedFrames archived(Collection<FrameId> ids) throws IOException {
        synchronized (lock) {
            return deletion.archived(ids);
        }
    }

    /** What became of a frame that is not here any more: {@link Appended#ARCHIVED}, EXPIRED, or null. */
    public @Nullable Appended tombstone(long origin, long sequence) {
        synchronized (lock) {
            Tombstones.Kind end = ignoresTombstones ? null : tombstones.find(origin, sequence);
            return end == null ? null : end == Tombstones.Kind.EXPIRED ? Appended.EXPIRED : Appended.ARCHIVED;
        }
    }

    /** From now on deleted frames are taken for such as were never here, or no more; for tests that must notice. */
    void ignoreTombstones(boolean ignores) {
        synchronized (lock) {
            ignoresTombstones = ignores;
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
            return tombstones.archivedAfter(afterOrigin, afterFirst, most);
        }
    }

    /**
     * Another server knows these to be archived: they are not stored any more. What is here stays.
     *
     * @throws IOException if that could not be written; then it is not known either
     */
    public void hearArchived(long[] ranges) throws IOException {
        synchronized (lock) {
            for (int i = 0; i + 2 < ranges.length; i += 3) {
                tombstones.hear(ranges[i], ranges[i + 1], ranges[i + 2]);
            }
            tombstones.saveOrTakeBack();
        }
    }

    /** Tries again to write what a full disk had no room for. To be called every second or so. */
    public void saveTombstones() throws IOException {
        synchronized (lock) {
            tombstones.save();
        }
    }

    /** Whether all that {@link #tombstone} says is still said after a restart. */
    public boolean remembersDeleted() {
        synchronized (lock) {
            return !tombstones.isUnsaved();
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
        return scrub.verify(frame);
    }

    /**
     * Reads a frame's header, before the frame is given to somebody: without it nobody knows where the frame ends. If
     * it has changed on disk it is as with {@link #verify}.
     *
     * @return whether the header is whole
     */
    public boolean verifyHeader(StoredFrame frame) {
        return scrub.verifyHeader(frame);
    }

    /** Frames found rotten since the store was opened. */
    public long rottenCount() {
        return scrub.rottenCount();
    }

    /** The buckets that have changed since this was called last, and whether they have lost frames. */
    public Map<Long, Boolean> takeChangedBuckets() {
        synchronized (lock) {
            return held.takeChangedBuckets();
        }
    }

    /** The first bucket with a greater number; null if there is none. */
    public @Nullable Long bucketAfter(long bucket) {
        synchronized (lock) {
            return held.bucketAfter(bucket);
        }
    }

    /** Bytes of the frames in the store. */
    public long frameBytes() {
        synchronized (lock) {
            return held.bytes();
        }
    }

    /** Frames in the store. */
    public int frameCount() {
        synchronized (lock) {
            return held.count();
        }
    }

    /** How it stands now. */
    public StoreState state() {
        synchronized (lock) {
            return new StoreState(
                    held.count(),
                    held.buckets().size(),
                    held.bytes(),
                    placing.lastNumber() - directories.durableNumber(),
                    directories.states());
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
