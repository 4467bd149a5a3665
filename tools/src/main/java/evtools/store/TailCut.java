package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Cuts a file back to its last whole frame and keeps what it cuts off in a directory for a person to look at. */
final class TailCut {
    private static final int CHUNK_BYTES = 64 << 10;

    private TailCut() {}

    /**
     * Cuts {@code file} at {@code keep}.
     *
     * @param quarantine directory for the bytes cut off; made if missing
     * @param name name there; a number is added if it is taken
     * @return the file that holds the bytes cut off
     */
    static Path cut(Disk disk, DiskFile file, long keep, Path quarantine, String name) throws IOException {
        Path kept = copy(disk, file, keep, file.size() - keep, quarantine, name);
        file.truncate(keep);
        file.force();
        return kept;
    }

    /**
     * Copies bytes that are no frame for a person to look at; the file stays as it is.
     *
     * @return the file that holds the copy, on disk for good
     */
    static Path copy(Disk disk, DiskFile file, long offset, long length, Path quarantine, String name)
            throws IOException {
        NewDirectories.make(disk, quarantine);
        Path kept = quarantine.resolve(name);
        for (int i = 2; disk.exists(kept); i++) {
            kept = quarantine.resolve(name + "." + i);
        }
        try (DiskFile target = disk.create(kept)) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
            long done = 0;
            while (done < length) {
                buffer.clear().limit((int) Math.min(length - done, CHUNK_BYTES));
                if (file.read(buffer, offset + done) <= 0) {
                    break;
                }
                buffer.flip();
                int count = buffer.remaining();
                target.write(buffer, done);
                done += count;
            }
            target.force();
        }
        disk.forceDirectory(quarantine);
        return kept;
    }
}
