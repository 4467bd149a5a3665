package evtools.store;

import evtools.format.frame.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Places frames: each is appended to the last leaf of its bucket on a random disk that has room. Guarded by the store's
 * lock.
 */
final class FramePlacing {
    private final StoreDirectories directories;
    private final BucketLeaves leaves;
    private final HeldFrames held;
    private final StoreLimits limits;
    private final RandomGenerator random;
    private final StoreListener listener;
    private long lastNumber;

    FramePlacing(
            StoreDirectories directories,
            BucketLeaves leaves,
            HeldFrames held,
            StoreLimits limits,
            RandomGenerator random,
            StoreListener listener) {
        this.directories = directories;
        this.leaves = leaves;
        this.held = held;
        this.limits = limits;
        this.random = random;
        this.listener = listener;
    }

    /** The number of the frame that was placed last. */
    long lastNumber() {
        return lastNumber;
    }

    /**
     * Appends a frame that is not held.
     *
     * @param frame the whole frame, checked; its position moves to its limit if it is stored
     * @param idKnown whether a frame of this id is in the catalog
     */
    DirectoryStore.Appended place(FrameHeader header, int headerCrc, ByteBuffer frame, boolean idKnown) {
        boolean conflict = idKnown && held.hasOther(header.origin(), header.sequence(), headerCrc);
        List<StoreDirectory> choice = directories.usable();
        boolean full = directories.anyFull() || held.count() >= limits.maxFrames();
        while (!choice.isEmpty() && held.count() < limits.maxFrames()) {
            StoreDirectory directory = choice.remove(choice.size() == 1 ? 0 : random.nextInt(choice.size()));
            try {
                Leaf leaf = leaves.append(directory, header.bucket(), frame.duplicate());
                record(header, headerCrc, frame.remaining(), leaf);
                frame.position(frame.limit());
                if (conflict) {
                    listener.conflict(leaf.path, header.origin(), header.sequence());
                }
                return conflict ? DirectoryStore.Appended.CONFLICT : DirectoryStore.Appended.STORED;
            } catch (IOException e) {
                if (DiskErrors.isFull(e) && e.getSuppressed().length == 0) {
                    directory.full = true;
                    full = true;
                } else {
                    directories.fail(directory, e);
                }
            }
        }
        return full ? DirectoryStore.Appended.FULL : DirectoryStore.Appended.FAILED;
    }

    private void record(FrameHeader header, int headerCrc, int length, Leaf leaf) {
        StoredFrame.Placed placed = StoredFrame.Placed.of(header, headerCrc, length);
        held.add(header.bucket(), new StoredFrame(placed, leaf, (int) leaf.size - length, ++lastNumber, true));
        leaf.lastNumber = lastNumber;
    }
}
