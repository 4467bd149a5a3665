package evtools.evtail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a file.
 *
 * @param device device number, 0: not known
 * @param inode inode number, 0: not known
 * @param size length in bytes
 * @param modifiedSeconds last change, seconds since the epoch
 * @param regular whether it is a regular file
 */
record FileIdentity(long device, long inode, long size, long modifiedSeconds, boolean regular) {
    /** What can be said of something that isn't a file. */
    static FileIdentity none(long epochSeconds) {
        return new FileIdentity(0, 0, 0, epochSeconds, false);
    }

    /** Asks the file system; follows symbolic links. */
    static FileIdentity of(Path path) throws IOException {
        Map<String, Object> values =
                Files.readAttributes(path, "unix:dev,ino,size,lastModifiedTime,isRegularFile", new LinkOption[0]);
        return new FileIdentity(
                number(values.get("dev")),
                number(values.get("ino")),
                number(values.get("size")),
                values.get("lastModifiedTime") instanceof FileTime time ? time.to(TimeUnit.SECONDS) : 0,
                Boolean.TRUE.equals(values.get("isRegularFile")));
    }

    private static long number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** Whether both are the same file. */
    boolean isSameFile(FileIdentity other) {
        return device == other.device && inode == other.inode;
    }
}
