package evtools.sort;

import evtools.format.event.EventFormat;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sorted block that lies in a file and is read a piece at a time, none before the output gets there.
 *
 * <pre>
 *   pieces   | read, forgotten | in {@link #buffer} | read ahead, because they reach into the stretch | … |
 * </pre>
 *
 * <p>What rows end in stays in memory: it is shared by many blocks. Not thread-safe.
 */
final class SpilledBlock extends BlockRun {
    private static final byte[] NOTHING = new byte[0];

    private final SpillFiles.Place place;
    private final SpillFiles files;
    private final List<Piece> pieces;
    private int current;

    /** @param pieces at least one, which lie there one after another */
    SpilledBlock(
            SpillFiles files,
            SpillFiles.Place place,
            List<Piece> pieces,
            @Nullable SharedTail @Nullable [] sharedTails) {
        super(NOTHING, 0, sharedTails);
        this.files = files;
        this.place = place;
        this.pieces = pieces;
        before(0);
    }

    /** Its head is the first event of a piece that isn't read yet. */
    private void before(int piece) {
        current = piece;
        reset(NOTHING, 0);
        if (piece == pieces.size()) {
            state = END;
        } else {
            state = EVENT;
            point = pieces.get(piece).minPoint();
            offset = EventFormat.LENGTH_BYTES;
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A mark, whatever is in it.
    public Run open() throws IOException {
        if (state == EVENT && buffer == NOTHING) {
            Piece piece = pieces.get(current);
            reset(files.read(place, piece), piece.length());
            step();
        }
        return this;
    }

    @Override
    void load() throws IOException {
        if (step()) {
            state = EVENT;
        } else {
            forget(current + 1);
            before(current + 1);
            open();
        }
    }

    private void forget(int to) {
        for (int i = current; i < Math.min(to, pieces.size()); i++) {
            files.forget(pieces.get(i));
        }
    }

    @Override
    @Nullable
    Piece ahead(int arrays, long lastPoint) throws IOException {
        int index = current + arrays;
        if (index >= pieces.size()) {
            return null;
        }
        Piece piece = pieces.get(index);
        if (Long.compareUnsigned(piece.minPoint(), lastPoint) > 0) {
            return null;
        }
        files.read(place, piece);
        return piece;
    }

    @Override
    void moveTo(int arrays, int eventOffset) throws IOException {
        int index = current + arrays;
        forget(index);
        Piece piece = pieces.get(index);
        if (eventOffset - EventFormat.LENGTH_BYTES == piece.length()) {
            current = index;
            forget(index + 1);
            before(index + 1);
            return;
        }
        current = index;
        reset(files.read(place, piece), piece.length());
        super.moveTo(0, eventOffset);
    }

    @Override
    boolean isWhole() {
        return false;
    }

    @Override
    void forgetAhead() {
        for (int i = current + 1; i < pieces.size() && pieces.get(i).bytes() != null; i++) {
            files.forget(pieces.get(i));
        }
    }

    int pieces() {
        return pieces.size();
    }

    /** Its events were given out, or nobody wants them. */
    void discard() throws IOException {
        forget(pieces.size());
        files.release(place);
    }

    @Override
    public void close() {
        // A merge closes what has ended; the file may be needed for others.
    }
}
