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
        disk.createDirectories(quarantine);
        Path kept = quarantine.resolve(name);
        for (int i = 2; disk.exists(kept); i++) {
            kept = quarantine.resolve(name + "." + i);
        }
        try (DiskFile target = disk.create(kept)) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
            long at = keep;
            while (file.read(buffer.clear(), at) > 0) {
                buffer.flip();
                int count = buffer.remaining();
                target.write(buffer, at - keep);
                at += count;
            }
            target.force();
        }
        disk.forceDirectory(quarantine);
        file.truncate(keep);
        file.force();
        return kept;
    }
}
