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
 * <p>Remembers a bounded number of them; beyond that, equal tails may become several objects, which costs a comparison
 * more. Not thread-safe.
 */
public final class RowTails {
    private static final int MOST = 1 << 13;
    private static final int MOST_BYTES = 4 << 20;

    private final TailTable table = new TailTable();
    private final @Nullable SharedTail[] shared = new SharedTail[TailTable.version(TailTable.MAX_TAILS)];
    private @Nullable SharedTail[] known = new SharedTail[MOST * 2];
    private int knownCount;
    private int knownBytes;
    private long serial;

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
                shared[version] = find(offset, length);
            }
        }
    }

    private SharedTail find(int offset, int length) {
        byte[] bytes = table.bytes();
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        hash ^= hash >>> 15;
        int slot = hash & (known.length - 1);
        while (true) {
            SharedTail candidate = known[slot];
            if (candidate == null) {
                break;
            }
            if (isSame(candidate, offset, length)) {
                return candidate;
            }
            slot = (slot + 1) & (known.length - 1);
        }
        SharedTail added = new SharedTail(Arrays.copyOfRange(bytes, offset, offset + length));
        if (knownCount == MOST || knownBytes + length > MOST_BYTES) {
            known = new SharedTail[MOST * 2];
            knownCount = 0;
            knownBytes = 0;
            slot = hash & (known.length - 1);
        }
        known[slot] = added;
        knownCount++;
        knownBytes += length;
        return added;
    }

    private boolean isSame(SharedTail tail, int offset, int length) {
        byte[] entries = tail.entries();
        return entries.length == length && Arrays.equals(entries, 0, length, table.bytes(), offset, offset + length);
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
