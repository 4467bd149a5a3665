package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.stream.SharedTail;
import org.jspecify.annotations.Nullable;

/** Sorted events one after another in an array, each preceded by its length; read from the start on. */
final class BlockRun extends Run implements RunMerge.Waiting {
    private final int end;
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
        load();
    }

    @Override
    boolean step() {
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
    void load() {
        state = step() ? EVENT : END;
    }

    @Override
    public long minPoint() {
        return point;
    }

    @Override
    public Run open() {
        return this;
    }

    /** Where its events end. */
    int end() {
        return end;
    }

    /** Goes on with the event whose first byte is here, or would be if there were one more. */
    void moveTo(int eventOffset) {
        next = eventOffset - EventFormat.LENGTH_BYTES;
        load();
    }

    byte[] block() {
        return buffer;
    }

    /** Bytes of the events that are still to be read, the head included. */
    int remainingBytes() {
        return state == END ? 0 : end - offset + EventFormat.LENGTH_BYTES;
    }
}
