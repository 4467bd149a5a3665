package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A sender's frames on disk, from when they are made until enough servers hold them. Files of frames, appended to in
 * turn; a file is deleted when none of its frames is needed any more.
 *
 * <p>Thread-safe: one thread appends while others read and forget.
 */
public final class Spool implements Closeable {
    private final Disk disk;
    private final Path directory;
    private final StoreLock processLock;
    private final SpoolIdentity identity;
    private final SpoolFiles files;
    private final Map<Long, SpoolFrame> frames = new LinkedHashMap<>();
    private final DroppedFrames dropped;
    private final byte @Nullable [] lastPositions;
    private long bytes;

    private Spool(Disk disk, Path directory, StoreLock processLock, SpoolIdentity identity, StoreListener listener)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.processLock = processLock;
        this.identity = identity;
        this.dropped = DroppedFrames.read(disk, directory);
        StoreDirectory place = new StoreDirectory(directory);
        SpoolRecovery found = new SpoolRecovery(disk, place, identity.origin(), dropped, listener);
        found.run();
        bytes = found.bytes();
        lastPositions = found.lastPositions();
        frames.putAll(found.frames());
        files = new SpoolFiles(disk, place, found.files(), found.nextFile());
    }

    /**
     * Opens a spool, making it where it is new. A half-written tail is cut off.
     *
     * @return null if another process has it open
     * @throws IOException also if it is of another environment or bucket width
     */
    public static @Nullable Spool open(
            Disk disk,
            Path directory,
            String environment,
            int bucketWidthSeconds,
            RandomGenerator random,
            StoreListener listener)
            throws IOException {
        if (disk.exists(directory.resolve(StoreIdentity.FILE))) {
            throw new IOException(directory + ": is the store of an evrecv, not a spool");
        }
        NewDirectories.make(disk, directory);
        StoreLock lock = StoreLock.tryTake(disk, directory);
        if (lock == null) {
            return null;
        }
        try {
            SpoolIdentity identity = SpoolIdentity.open(disk, directory, environment, bucketWidthSeconds, random);
            return new Spool(disk, directory, lock, identity, listener);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Says how much the spool may hold: its files are small against that. */
    public synchronized void boundFiles(long maxBytes) {
        files.bound(maxBytes);
    }

    /** The random id of this spool. */
    public long origin() {
        return identity.origin();
    }

    public Path directory() {
        return directory;
    }

    /** Frames that an earlier run left, in the order they were made. */
    public synchronized List<SpoolFrame> frames() {
        return new ArrayList<>(frames.values());
    }

    /** The last positions frame that an earlier run committed, whole; null if there is none. */
    public byte @Nullable [] lastPositions() {
        return lastPositions;
    }

    /** A sequence number that no frame of this spool ever had. */
    public synchronized long takeSequence() throws IOException {
        return identity.takeSequence();
    }

    /**
     * Appends a frame of events. Not durable before {@link #force}. One thread at a time appends.
     *
     * @param header the frame's header, with this spool's origin and a sequence from {@link #takeSequence}
     * @param frame the whole frame
     */
    public SpoolFrame append(FrameHeader header, ByteBuffer frame) throws IOException {
        int length = frame.remaining();
        SpoolFile file = write(frame);
        synchronized (this) {
            SpoolFrame added = SpoolFrame.of(header, length, file.leaf.size - length, file.leaf);
            frames.put(added.sequence(), added);
            bytes += length;
            file.needed++;
            files.release(file.leaf);
            return added;
        }
    }

    /** Appends a positions frame: everything appended before came from before these positions. */
    public void appendPositions(ByteBuffer frame) throws IOException {
        SpoolFile file = write(frame);
        synchronized (this) {
            file.positions = true;
            files.release(file.leaf);
        }
    }

    /** Writes at the end of the last file, which stays in use. Not under the lock: others go on reading meanwhile. */
    private SpoolFile write(ByteBuffer frame) throws IOException {
        int length = frame.remaining();
        SpoolFile file;
        DiskFile open;
        synchronized (this) {
            file = files.toAppendTo();
            open = files.use(file.leaf);
        }
        try {
            open.write(frame, file.leaf.size);
        } catch (IOException e) {
            try {
                open.truncate(file.leaf.size);
            } catch (IOException stuck) {
                e.addSuppressed(stuck);
            }
            synchronized (this) {
                files.release(file.leaf);
            }
            throw e;
        }
        synchronized (this) {
            files.grown(file, length);
        }
        return file;
    }

    /** Makes everything appended so far durable. A failure is final: nothing since the last success may be relied on. */
    public void force() throws IOException {
        SpoolFiles.Unsynced unsynced;
        synchronized (this) {
            unsynced = files.takeUnsynced();
        }
        try {
            for (int i = 0; i < unsynced.leaves().size(); i++) {
                DoubtfulLeaves.force(
                        disk, unsynced.leaves().get(i).path, unsynced.open().get(i));
            }
            if (unsynced.names()) {
                disk.forceDirectory(directory);
            }
        } finally {
            synchronized (this) {
                for (Leaf leaf : unsynced.leaves()) {
                    files.release(leaf);
                }
            }
        }
    }

    /**
     * Keeps a frame's file until {@link #unpin}, even if the frame is forgotten meanwhile.
     *
     * @return the frame; null if it is forgotten already
     */
    public synchronized @Nullable SpoolFrame pin(long sequence) {
        SpoolFrame frame = frames.get(sequence);
        if (frame != null) {
            frame.leaf().users++;
        }
        return frame;
    }

    /** Ends one {@link #pin}. */
    public synchronized void unpin(SpoolFrame frame) {
        files.release(frame.leaf());
    }

    /** Sends a whole frame, which is pinned, to a channel. */
    public void transferTo(SpoolFrame frame, WritableByteChannel target) throws IOException {
        Leaf leaf = frame.leaf();
        DiskFile file;
        synchronized (this) {
            file = files.use(leaf);
        }
        try {
            file.transferTo(frame.offset(), frame.length(), target);
        } finally {
            synchronized (this) {
                files.release(leaf);
            }
        }
    }

    /** The frame is not needed any more. */
    public synchronized void forget(long sequence) throws IOException {
        SpoolFrame frame = frames.remove(sequence);
        if (frame == null) {
            return;
        }
        bytes -= frame.length();
        files.forgotten(frame.leaf());
    }

    /**
     * Gives up frames that are still needed, so that they don't come back after a restart.
     *
     * @param sequences some of {@link #frames}; others are passed over
     */
    public synchronized void drop(Collection<Long> sequences) throws IOException {
        boolean any = false;
        for (long sequence : sequences) {
            SpoolFrame frame = frames.get(sequence);
            SpoolFile file = frame == null ? null : files.of(frame.leaf());
            if (frame != null && file != null) {
                any = true;
                file.dropped.add(sequence);
            }
            forget(sequence);
        }
        if (any) {
            // Files that are gone must not come back with what they held before the record forgets that.
            disk.forceDirectory(directory);
            dropped.write(files.dropped());
        }
    }

    /** The frames still needed of the oldest file: together they make room at once. Empty if there are none. */
    public synchronized List<SpoolFrame> oldestFile() {
        if (frames.isEmpty()) {
            return List.of();
        }
        Leaf oldest = frames.values().iterator().next().leaf();
        List<SpoolFrame> found = new ArrayList<>();
        for (SpoolFrame frame : frames.values()) {
            if (frame.leaf() == oldest) {
                found.add(frame);
            } else if (found.size() == needed(oldest)) {
                break;
            }
        }
        return found;
    }

    private int needed(Leaf leaf) {
        SpoolFile file = files.of(leaf);
        return file == null ? 0 : file.needed;
    }

    /** Whether the spool's own file is still there; when it isn't, somebody has removed the spool. */
    public boolean isPresent() {
        return identity.isPresent();
    }

    /** Frames whose files somebody has removed: they can't be sent any more. */
    public synchronized List<SpoolFrame> removedFrames() {
        Set<Leaf> missing = files.missing();
        List<SpoolFrame> found = new ArrayList<>();
        if (!missing.isEmpty()) {
            for (SpoolFrame frame : frames.values()) {
                if (missing.contains(frame.leaf())) {
                    found.add(frame);
                }
            }
        }
        return found;
    }

    /** A frame; null if it is forgotten. */
    public synchronized @Nullable SpoolFrame find(long sequence) {
        return frames.get(sequence);
    }

    /** The oldest frame; null if there is none. */
    public synchronized @Nullable SpoolFrame oldest() {
        return frames.isEmpty() ? null : frames.values().iterator().next();
    }

    /**
     * Deletes the files that nobody needs, also the last one, which is else kept to be appended to: on a full disk
     * what comes before appending may need its room.
     *
     * @return whether there were any
     */
    public synchronized boolean deleteUnneeded() {
        return files.deleteUnneeded();
    }

    /** Bytes that the spool's files take, with what is not needed any more beside frames that are. */
    public synchronized long diskBytes() {
        return files.diskBytes();
    }

    /** Bytes of the frames in the spool. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Frames in the spool. */
    public synchronized int frameCount() {
        return frames.size();
    }

    /** Makes everything durable and closes; files whose frames are all forgotten are deleted. */
    @Override
    public void close() throws IOException {
        force();
        synchronized (this) {
            files.close();
        }
        processLock.close();
    }
}
