package evtools.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames again to see whether their bytes are what was stored; what has rotted goes to quarantine and counts as
 * held no more. Thread-safe: takes the store's lock, but not while it reads.
 */
final class FrameScrub {
    private final Object lock;
    /** One frame at a time: {@link RottenFrames} has one buffer. */
    private final Object scrubLock = new Object();

    private final BucketLeaves leaves;
    private final HeldFrames held;
    private final RottenFrames rottenFrames;
    private final StoreListener listener;
    private long rotten;

    FrameScrub(Object lock, Disk disk, BucketLeaves leaves, HeldFrames held, StoreListener listener) {
        this.lock = lock;
        this.leaves = leaves;
        this.held = held;
        this.rottenFrames = new RottenFrames(disk);
        this.listener = listener;
    }

    /** Whether a frame is here and whole. */
    boolean verify(StoredFrame frame) {
        synchronized (scrubLock) {
            Leaf leaf = frame.leaf();
            DiskFile file;
            synchronized (lock) {
                if (!held.has(frame)) {
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

    /**
     * Whether a frame is here and its header is what was stored, so that nobody who gets it stumbles; if not, all of it
     * is looked at. Doesn't wait for what is being scrubbed.
     */
    boolean verifyHeader(StoredFrame frame) {
        return headerIsWhole(frame) || verify(frame);
    }

    private boolean headerIsWhole(StoredFrame frame) {
        Leaf leaf = frame.leaf();
        DiskFile file;
        try {
            synchronized (lock) {
                if (!held.has(frame)) {
                    return false;
                }
                file = leaves.use(leaf);
            }
            try {
                return new FrameScan().checkHeader(file, frame.offset(), frame.length(), frame.headerCrc()) == null;
            } finally {
                synchronized (lock) {
                    leaves.release(leaf);
                }
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Not deleted meanwhile, which looks like damage to whoever reads it. */
    private boolean stillThere(StoredFrame frame) {
        synchronized (lock) {
            return held.has(frame) && frame.leaf().file != null;
        }
    }

    private void lose(StoredFrame frame, String problem, @Nullable Path kept) {
        held.remove(frame.bucket(), Set.of(frame));
        rotten++;
        listener.rotten(frame.leaf().path, frame.offset(), frame.length(), problem, kept);
    }

    /** Frames found rotten since the store was opened. */
    long rottenCount() {
        synchronized (lock) {
            return rotten;
        }
    }
}
