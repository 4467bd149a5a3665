package evtools.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file of a bucket. State belongs to {@link OpenLeaves} and the store; guarded by the store's lock. */
final class Leaf {
    final Path path;
    final StoreDirectory directory;
    /** Bytes of whole frames; what lies behind them is not ours. */
    long size;

    boolean dirty;
    /** Frames in it that the store knows of; a file without any is deleted. */
    int frames;
    /** The number of the frame appended last; 0 if there is none since the store was opened. */
    long lastNumber;

    @Nullable
    DiskFile file;

    int users;

    Leaf(Path path, StoreDirectory directory, long size) {
        this.path = path;
        this.directory = directory;
        this.size = size;
    }
}
