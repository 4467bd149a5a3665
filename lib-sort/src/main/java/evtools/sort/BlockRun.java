package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;

/** Sorted events one after another in an array, each preceded by its length; read from the start on. */
final class BlockRun extends Run implements RunMerge.Waiting {
    private final int end;
    private int next;

    /** A run over {@code block[0, end)}, its head loaded. */
    BlockRun(byte[] block, int end) {
        buffer = block;
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

    byte[] block() {
        return buffer;
    }

    /** Bytes of the events that are still to be read, the head included. */
    int remainingBytes() {
        return state == END ? 0 : end - offset + EventFormat.LENGTH_BYTES;
    }
}
