package evtools.store;

import java.nio.file.Path;
import java.util.List;

/**
 * How a store stands at one moment.
 *
 * @param frames frames in it
 * @param buckets buckets that have frames
 * @param bytes bytes of the frames
 * @param unsyncedFrames frames that are not on disk for good yet
 * @param directories its directories, in the order they were given
 */
public record StoreState(int frames, int buckets, long bytes, long unsyncedFrames, List<DirectoryState> directories) {
    /**
     * One of its directories.
     *
     * @param root where it is
     * @param freeBytes what may still be written, when somebody last looked; -1 if nobody has
     * @param totalBytes size of the file system; -1 if nobody has looked
     * @param full has less free than it shall keep: takes no frames now
     * @param failed a write or fsync failed: takes no frames until the process is started again
     */
    public record DirectoryState(Path root, long freeBytes, long totalBytes, boolean full, boolean failed) {}
}
