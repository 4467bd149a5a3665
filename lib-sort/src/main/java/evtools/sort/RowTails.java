package evtools.sort;

import evtools.format.event.TailTable;
import evtools.format.stream.SharedTail;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tails that the rows of a frame share ({@code docs/FORMAT.md} 4.1), each as the one object that stands for these
 * bytes in whatever frame they are: so that rows of many frames can lie together without being made whole.
 *
 * <pre>
 *   frame's table   tail 0, tail 1, …                    bytes
 *   here            {@link #shared}[first byte]          one object for equal bytes
 *   arena           its own numbers for these objects
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class RowTails {
    private final TailPool pool;
    private final TailTable table = new TailTable();
    private final @Nullable SharedTail[] shared = new SharedTail[TailTable.version(TailTable.MAX_TAILS)];
    private long serial;

    /** Tails for one reader. */
    public RowTails() {
        this(new TailPool());
    }

    /** @param pool may serve several readers, whose rows then share tails */
    RowTails(TailPool pool) {
        this.pool = pool;
    }

    /** The table of the frame that is read next, to be filled by its reader; then {@link #begin}. */
    public TailTable table() {
        return table;
    }

    /** The table was filled: the rows that come next end in its tails. */
    public void begin() {
        serial++;
        for (int i = 0; i < table.count(); i++) {
            int version = TailTable.version(i);
            int offset = table.offset(version);
            int length = table.length(version);
            SharedTail likely = shared[version];
            if (likely == null || !isSame(likely, offset, length)) {
                shared[version] = pool.of(table.bytes(), offset, length);
            }
        }
    }

    private boolean isSame(SharedTail tail, int offset, int length) {
        byte[] entries = tail.entries();
        return entries.length == length && Arrays.equals(entries, 0, length, table.bytes(), offset, offset + length);
    }

    /** The tails by the first bytes of their rows. */
    @Nullable
    SharedTail[] byVersion() {
        return shared;
    }

    /** Changes with each frame. */
    long serial() {
        return serial;
    }

    /** How many tails the frame has. */
    int count() {
        return table.count();
    }

    /** The tail of the frame's rows with this first byte, which must have one. */
    SharedTail shared(int version) {
        SharedTail tail = shared[version];
        if (tail == null) {
            throw new IllegalStateException("no tail " + version);
        }
        return tail;
    }
}
