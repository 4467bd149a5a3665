package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sorted events one after another in an array, each preceded by its length; read from the start on. */
class BlockRun extends Run implements RunMerge.Waiting {
    private int end;
    private int next;

    /** A run over {@code block[0, end)}, its head loaded. */
    BlockRun(byte[] block, int end) {
        this(block, end, null);
    }

    /**
     * A run over {@code block[0, end)}, its head loaded.
     *
     * @param sharedTails what the rows end in, by their first byte; null: they are whole
     */
    BlockRun(byte[] block, int end, @Nullable SharedTail @Nullable [] sharedTails) {
        buffer = block;
        tails = sharedTails;
        this.end = end;
        state = step() ? EVENT : END;
    }

    @Override
    final boolean step() {
        if (next == end) {
            return false;
        }
        length = BigEndian.getUnsignedShort(buffer, next);
        offset = next + EventFormat.LENGTH_BYTES;
        point = BigEndian.getLong(buffer, offset + EventFormat.POINT_OFFSET);
        next = offset + length;
        return true;
    }

    @Override
    void load() throws IOException {
        state = step() ? EVENT : END;
    }

    @Override
    public final long minPoint() {
        return point;
    }

    @Override
    public Run open() throws IOException {
        return this;
    }

    /** Goes on in another array, or in none yet, without loading a head. */
    final void reset(byte[] block, int newEnd) {
        buffer = block;
        end = newEnd;
        next = 0;
    }

    /** Where its events in {@link #buffer} end. */
    final int end() {
        return end;
    }

    /** The array that comes so many after {@link #buffer}, if it has events up to this point; null: it has none. */
    @Nullable
    Piece ahead(int arrays, long lastPoint) throws IOException {
        return null;
    }

    /** Gives up what {@link #ahead} has read. */
    void forgetAhead() {}

    /**
     * Goes on with the event whose first byte is here, or would be if there were one more.
     *
     * @param arrays how many after {@link #buffer}
     */
    void moveTo(int arrays, int eventOffset) throws IOException {
        next = eventOffset - EventFormat.LENGTH_BYTES;
        load();
    }

    /** Whether its memory is its own, and not refilled from a file. */
    boolean isWhole() {
        return true;
    }

    final byte[] block() {
        return buffer;
    }

    /** Bytes of the events in memory that are still to be read, the head included. */
    final int remainingBytes() {
        return state == END ? 0 : end - offset + EventFormat.LENGTH_BYTES;
    }
}
