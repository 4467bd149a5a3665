package evtools.sort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where sorted blocks lie that don't fit into memory: their rows as they are, one after another.
 *
 * <pre>
 *   file   | block: piece piece piece … | block: piece … | …      up to {@value #FILE_BYTES} bytes; closed when no block
 *                                                                 in it is needed
 * </pre>
 *
 * <p>Each byte is written once and read once. Pieces carry checksums. Not thread-safe.
 */
final class SpillFiles {
    private static final long FILE_BYTES = 256L << 20;

    /** What the kernel gets at a time. */
    private static final int WRITE_BYTES = 128 << 10;

    private final Path directory;
    private final int pieceBytes;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private @Nullable Place last;
    private long heldBytes;
    private long bytesWritten;
    private long blocks;

    /** @param pieceBytes how much of a block is read at a time */
    SpillFiles(Path directory, int pieceBytes) {
        this.directory = directory;
        this.pieceBytes = pieceBytes;
    }

    /** Where a block begins. */
    record Place(Shared in, long position) {}

    /** A file, and how many blocks in it are still needed. */
    static final class Shared {
        private final TemporaryFile file;
        private int needed;

        Shared(TemporaryFile file) {
            this.file = file;
        }
    }

    /** Writes what is left of a block, which isn't used up. */
    SpilledBlock write(BlockRun block) throws IOException {
        byte[] rows = block.block();
        int end = block.end();
        int from = end - block.remainingBytes();
        List<Piece> pieces = Piece.cut(rows, from, end, pieceBytes);
        Shared shared = sharedFile();
        Place place = new Place(shared, shared.file.length() - from);
        shared.needed++;
        try {
            for (int at = from; at < end; at += WRITE_BYTES) {
                shared.file.append(rows, at, Math.min(WRITE_BYTES, end - at));
            }
        } catch (IOException e) {
            release(place);
            throw e;
        }
        last = place;
        bytesWritten += end - from;
        blocks++;
        return new SpilledBlock(this, place, pieces, block.tails);
    }

    private Shared sharedFile() throws IOException {
        Place before = last;
        if (before != null && before.in.needed > 0 && before.in.file.length() < FILE_BYTES) {
            return before.in;
        }
        return new Shared(TemporaryFile.open(directory));
    }

    /** The rows of a piece of the block there, which has them from now on until {@link #forget}. */
    byte[] read(Place place, Piece piece) throws IOException {
        byte[] known = piece.bytes();
        if (known != null) {
            return known;
        }
        byte[] rows = piece.length() > pieceBytes ? new byte[piece.length()] : free.poll();
        if (rows == null) {
            rows = new byte[pieceBytes];
        }
        place.in.file.readFully(place.position + piece.start(), rows, piece.length());
        if (!piece.isUnharmed(rows)) {
            throw new TemporaryFileException(directory.toString(), new IOException("other bytes than were written"));
        }
        heldBytes += rows.length;
        piece.bytes(rows);
        return rows;
    }

    /** The rows of a piece aren't needed any more. Their array stays as it is until another piece is read. */
    void forget(Piece piece) {
        byte[] rows = piece.bytes();
        if (rows != null) {
            heldBytes -= rows.length;
            piece.bytes(null);
            if (rows.length == pieceBytes) {
                free.push(rows);
            }
        }
    }

    void release(Place place) throws IOException {
        Shared shared = place.in;
        shared.needed--;
        if (shared.needed == 0) {
            shared.file.close();
        }
    }

    int pieceBytes() {
        return pieceBytes;
    }

    /** Memory that pieces take now. */
    long heldBytes() {
        return heldBytes;
    }

    /** Bytes written so far. */
    long bytesWritten() {
        return bytesWritten;
    }

    /** Blocks written so far. */
    long blocks() {
        return blocks;
    }
}
