package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import java.util.Arrays;

/** Reads what {@link Varint} and others wrote, and believes nothing: each length is checked. Not thread-safe. */
final class ByteCursor {
    private final byte[] buffer;
    private final String what;
    private final int end;
    private int at;

    ByteCursor(byte[] buffer, int offset, int length, String what) {
        this.buffer = buffer;
        this.at = offset;
        this.end = offset + length;
        this.what = what;
    }

    int readByte() throws FormatException {
        if (at >= end) {
            throw new FormatException(what + " of a block ends too early");
        }
        return buffer[at++] & 0xFF;
    }

    int readInt() throws FormatException {
        int from = skip(Integer.BYTES);
        return BigEndian.getInt(buffer, from);
    }

    long varint() throws FormatException {
        if (at < end && buffer[at] >= 0) {
            return buffer[at++];
        }
        return longVarint();
    }

    private long longVarint() throws FormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new FormatException(what + " of a block has a number of more than 10 bytes");
    }

    /** A number that must be at most {@code most}. */
    int bounded(int most, String name) throws FormatException {
        long value = varint();
        if (value < 0 || value > most) {
            throw beyond(most, name, value);
        }
        return (int) value;
    }

    private FormatException beyond(int most, String name, long value) {
        return new FormatException(what + " of a block: " + name + " of " + Long.toUnsignedString(value)
                + " (expected at most " + most + ")");
    }

    /** Moves over {@code count} bytes; returns where they begin. */
    int skip(int count) throws FormatException {
        if (count < 0 || count > end - at) {
            throw new FormatException(what + " of a block ends too early");
        }
        int from = at;
        at += count;
        return from;
    }

    /** The next {@code count} bytes alone, over which this cursor moves. */
    ByteCursor part(int count, String name) throws FormatException {
        int from = skip(count);
        return new ByteCursor(buffer, from, count, name);
    }

    byte[] bytes(int count) throws FormatException {
        int from = skip(count);
        return Arrays.copyOfRange(buffer, from, from + count);
    }

    /** Where in the array it stands. */
    int position() {
        return at;
    }

    int left() {
        return end - at;
    }

    void expectEnd() throws FormatException {
        if (at != end) {
            throw new FormatException(what + " of a block has " + (end - at) + " bytes too many");
        }
    }
}
