package evtools.sort;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory that decoded frames take which are open at the same time: those of segments can have 128 MiB. Beyond
 * the bound, rows go to a temporary file and are read back in small pieces. Not thread-safe.
 *
 * <pre>
 *   decoded rows ──► fit? ──► stay in memory until their end
 *                     └────► temporary file ──► {@value #CHUNK_BYTES} bytes at a time
 * </pre>
 */
final class RowSpill implements AutoCloseable {
    /** How much is read back at once: more than any row. */
    static final int CHUNK_BYTES = 256 << 10;

    private final Path directory;
    private final long maxHeldBytes;
    private final int smallBytes;
    private @Nullable TemporaryFile file;
    private long heldBytes;
    private int live;

    /**
     * @param maxHeldBytes what the rows of all frames that aren't small may take
     * @param smallBytes up to this size rows always stay in memory
     */
    RowSpill(Path directory, long maxHeldBytes, int smallBytes) {
        this.directory = directory;
        this.maxHeldBytes = maxHeldBytes;
        this.smallBytes = smallBytes;
    }

    boolean isSmall(int bytes) {
        return bytes <= smallBytes;
    }

    /** Whether rows may stay in memory; they are to be {@link #release}d then. */
    boolean hold(int bytes) {
        if (heldBytes + bytes > maxHeldBytes) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    void release(int bytes) {
        heldBytes -= bytes;
    }

    /** Keeps rows; returns their place. They are to be {@link #drop}ped when they aren't wanted any more. */
    long write(byte[] rows, int offset, int length) throws IOException {
        TemporaryFile spill = file;
        if (spill == null) {
            spill = TemporaryFile.open(directory);
            file = spill;
        }
        long place = spill.length();
        spill.append(rows, offset, length);
        live++;
        return place;
    }

    /** Reads at least one byte, at most {@code length}, of what was written. */
    int read(long place, byte[] target, int offset, int length) throws IOException {
        TemporaryFile spill = file;
        int found = spill == null ? -1 : spill.read(place, target, offset, length);
        if (found <= 0) {
            throw new IOException("temporary file in " + directory + " was cut");
        }
        return found;
    }

    void drop() throws IOException {
        live--;
        if (live == 0 && file != null) {
            file.clear();
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
