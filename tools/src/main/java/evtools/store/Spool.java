package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    /** A file that has reached its size is not appended to any more. */
    private static final int MAX_FILE_BYTES = 16 << 20;

    private static final int MIN_FILE_BYTES = 64 << 10;
    /** A file goes as a whole: a bounded spool is made of at least so many. */
    private static final int FILES_OF_A_BOUND = 16;

    private static final int MAX_OPEN_FILES = 32;

    private final Disk disk;
    private final Path directory;
    private final StoreDirectory place;
    private final StoreLock processLock;
    private final SpoolIdentity identity;
    private final OpenLeaves openFiles;
    private final ArrayDeque<SpoolFile> files = new ArrayDeque<>();
    private final Map<Leaf, SpoolFile> byLeaf = new LinkedHashMap<>();
    private final Map<Long, SpoolFrame> frames = new LinkedHashMap<>();
    private final Set<Leaf> dirty = new LinkedHashSet<>();
    private final DroppedFrames dropped;
    private int fileBytes = MAX_FILE_BYTES;
    private int nextFile = 1;
    private long bytes;
    private boolean newNames;
    /** A file with positions was deleted in this run. */
    private boolean deletedPositions;

    private byte @Nullable [] lastPositions;

    private Spool(Disk disk, Path directory, StoreLock processLock, SpoolIdentity identity, StoreListener listener)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.place = new StoreDirectory(directory);
        this.processLock = processLock;
        this.identity = identity;
        this.openFiles = new OpenLeaves(disk, MAX_OPEN_FILES);
        this.dropped = DroppedFrames.read(disk, directory);
        recover(listener);
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
        fileBytes = Math.clamp(maxBytes / FILES_OF_A_BOUND, MIN_FILE_BYTES, MAX_FILE_BYTES);
    }

    private void recover(StoreListener listener) throws IOException {
        SpoolRecovery found = new SpoolRecovery(disk, place, identity.origin(), dropped, listener);
        found.run();
        nextFile = found.nextFile();
        bytes = found.bytes();
        lastPositions = found.lastPositions();
        frames.putAll(found.frames());
        for (SpoolFile file : found.files()) {
            files.addLast(file);
            byLeaf.put(file.leaf, file);
        }
        if (!files.isEmpty()) {
            disk.forceDirectory(directory);
        }
        for (SpoolFile file : List.copyOf(files)) {
            if (file.needed == 0 && !hasNewestPositions(file)) {
                delete(file);
            }
        }
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
    public synchronized byte @Nullable [] lastPositions() {
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
            release(file.leaf);
            return added;
        }
    }

    /** Appends a positions frame: everything appended before came from before these positions. */
    public void appendPositions(ByteBuffer frame) throws IOException {
        SpoolFile file = write(frame);
        synchronized (this) {
            file.positions = true;
            release(file.leaf);
        }
    }

    /** Writes at the end of the last file, which stays in use. Not under the lock: others go on reading meanwhile. */
    private SpoolFile write(ByteBuffer frame) throws IOException {
        int length = frame.remaining();
        SpoolFile file;
        DiskFile open;
        synchronized (this) {
            file = fileToAppendTo();
            open = openFiles.use(file.leaf);
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
                release(file.leaf);
            }
            throw e;
        }
        synchronized (this) {
            file.leaf.size += length;
            file.leaf.dirty = true;
            dirty.add(file.leaf);
        }
        return file;
    }

    private SpoolFile fileToAppendTo() {
        SpoolFile file = files.peekLast();
        if (file != null
                && file.needed == 0
                && file.leaf.size >= MIN_FILE_BYTES
                && !file.leaf.dirty
                && !hasNewestPositions(file)) {
            // Nobody needs it: the room it takes is better used.
            begin();
            deleteIfDone(file);
            return files.getLast();
        }
        // After a restart a new file is begun: what was whole then is not touched again.
        return file == null || file.leaf.file == null || file.leaf.size >= fileBytes ? begin() : file;
    }

    private SpoolFile begin() {
        String name = BucketPath.leafName(nextFile++, 10);
        SpoolFile file = new SpoolFile(new Leaf(directory.resolve(name), place, 0));
        files.addLast(file);
        byLeaf.put(file.leaf, file);
        newNames = true;
        return file;
    }

    /** Makes everything appended so far durable. A failure is final: nothing since the last success may be relied on. */
    public void force() throws IOException {
        List<DiskFile> written = new ArrayList<>();
        List<Leaf> leaves;
        boolean names;
        synchronized (this) {
            leaves = List.copyOf(dirty);
            dirty.clear();
            for (Leaf leaf : leaves) {
                leaf.dirty = false;
                written.add(openFiles.use(leaf));
            }
            names = newNames;
            newNames = false;
        }
        try {
            for (int i = 0; i < written.size(); i++) {
                DoubtfulLeaves.force(disk, leaves.get(i).path, written.get(i));
            }
            if (names) {
                disk.forceDirectory(directory);
            }
        } finally {
            synchronized (this) {
                for (Leaf leaf : leaves) {
                    release(leaf);
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
        release(frame.leaf());
    }

    private void release(Leaf leaf) {
        openFiles.release(leaf);
        SpoolFile file = byLeaf.get(leaf);
        if (file != null) {
            deleteIfDone(file);
        }
    }

    /** Sends a whole frame, which is pinned, to a channel. */
    public void transferTo(SpoolFrame frame, WritableByteChannel target) throws IOException {
        Leaf leaf = frame.leaf();
        DiskFile file;
        synchronized (this) {
            file = openFiles.use(leaf);
        }
        try {
            file.transferTo(frame.offset(), frame.length(), target);
        } finally {
            synchronized (this) {
                release(leaf);
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
        SpoolFile file = byLeaf.get(frame.leaf());
        if (file != null) {
            file.needed--;
            deleteIfDone(file);
        }
    }

    /**
     * Gives up frames that are still needed, so that they don't come back after a restart.
     *
     * @param sequences some of {@link #frames}; others are passed over
     */
    public synchronized void drop(Collection<Long> sequences) throws IOException {
        List<SpoolFrame> gone = new ArrayList<>();
        for (long sequence : sequences) {
            SpoolFrame frame = frames.get(sequence);
            SpoolFile file = frame == null ? null : byLeaf.get(frame.leaf());
            if (frame != null && file != null) {
                gone.add(frame);
                file.dropped.add(sequence);
            }
            forget(sequence);
        }
        Set<Long> recorded = new LinkedHashSet<>();
        for (SpoolFile file : files) {
            recorded.addAll(file.dropped);
        }
        if (!gone.isEmpty()) {
            // Files that are gone must not come back with what they held before the record forgets that.
            disk.forceDirectory(directory);
            dropped.write(recorded);
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
        SpoolFile file = byLeaf.get(leaf);
        return file == null ? 0 : file.needed;
    }

    /** Whether the spool's own file is still there; when it isn't, somebody has removed the spool. */
    public boolean isPresent() {
        return identity.isPresent();
    }

    /** Frames whose files somebody has removed: they can't be sent any more. */
    public synchronized List<SpoolFrame> removedFrames() {
        Set<Leaf> missing = new LinkedHashSet<>();
        for (SpoolFile file : files) {
            if (file.needed > 0 && !disk.exists(file.leaf.path)) {
                missing.add(file.leaf);
            }
        }
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

    private void deleteIfDone(SpoolFile file) {
        if (file.needed == 0 && file.leaf.users == 0 && file != files.peekLast() && !hasNewestPositions(file)) {
            try {
                delete(file);
                if (file.positions) {
                    deleteBehind(file);
                }
            } catch (IOException e) {
                // It stays and is found at the next start; its frames are then asked for and forgotten again.
                byLeaf.remove(file.leaf);
            }
        }
    }

    /** What was kept because older positions stood before it. */
    private void deleteBehind(SpoolFile gone) {
        for (SpoolFile file : List.copyOf(files)) {
            if (file != gone && file.positions) {
                deleteIfDone(file);
                return;
            }
        }
    }

    /**
     * Whether the file has the newest positions while older ones are in another file: without it those would be taken
     * for the newest after a restart.
     */
    private boolean hasNewestPositions(SpoolFile file) {
        if (!file.positions) {
            return false;
        }
        boolean older = false;
        boolean newer = false;
        boolean before = true;
        for (SpoolFile other : files) {
            if (other == file) {
                before = false;
            } else if (other.positions) {
                older |= before;
                newer |= !before;
            }
        }
        return older && !newer;
    }

    /**
     * Deletes the files that nobody needs, also the last one, which is else kept to be appended to: on a full disk
     * what comes before appending may need its room.
     *
     * @return whether there were any
     */
    public synchronized boolean deleteUnneeded() {
        boolean any = false;
        for (SpoolFile file : List.copyOf(files)) {
            if (file.needed == 0
                    && file.leaf.users == 0
                    && !file.leaf.dirty
                    && file.leaf.size > 0
                    && !hasNewestPositions(file)) {
                try {
                    delete(file);
                    any = true;
                } catch (IOException e) {
                    // It stays and is found at the next start.
                    byLeaf.remove(file.leaf);
                }
            }
        }
        return any;
    }

    private void delete(SpoolFile file) throws IOException {
        if (file.positions && deletedPositions) {
            // The older ones must not come back without it when power is lost.
            disk.forceDirectory(directory);
        }
        deletedPositions |= file.positions;
        files.remove(file);
        byLeaf.remove(file.leaf);
        dirty.remove(file.leaf);
        openFiles.close(file.leaf);
        if (disk.exists(file.leaf.path)) {
            disk.delete(file.leaf.path);
        }
    }

    /** Bytes that the spool's files take, with what is not needed any more beside frames that are. */
    public synchronized long diskBytes() {
        long sum = 0;
        for (SpoolFile file : files) {
            sum += file.leaf.size;
        }
        return sum;
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
            for (SpoolFile file : List.copyOf(files)) {
                if (file.needed == 0 && !hasNewestPositions(file)) {
                    delete(file);
                }
            }
            openFiles.closeAll();
        }
        processLock.close();
    }
}
