package evtools.sort;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Neighbouring rows of a sorted block: what is read of it at a time once it lies in a file. Not thread-safe. */
final class Piece {
    /** What is remembered of a piece takes about so much memory. */
    static final int ENTRY_BYTES = 48;

    private final int start;
    private final int length;
    private final int checksum;
    private final long minPoint;
    private byte @Nullable [] bytes;

    private Piece(byte[] source, int start, int length) {
        this.start = start;
        this.length = length;
        this.minPoint = BigEndian.getLong(source, start + EventFormat.LENGTH_BYTES + EventFormat.POINT_OFFSET);
        this.checksum = checksum(source, start, length);
    }

    /**
     * Cuts {@code source[from, end)} into pieces.
     *
     * @param maxBytes the most that a piece has, if it has more than one row
     */
    static List<Piece> cut(byte[] source, int from, int end, int maxBytes) {
        List<Piece> pieces = new ArrayList<>();
        int start = from;
        int at = from;
        while (at < end) {
            int next = at + EventFormat.LENGTH_BYTES + BigEndian.getUnsignedShort(source, at);
            if (next - start > maxBytes && at > start) {
                pieces.add(new Piece(source, start, at - start));
                start = at;
            }
            at = next;
        }
        if (end > start) {
            pieces.add(new Piece(source, start, end - start));
        }
        return pieces;
    }

    private static int checksum(byte[] source, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(source, from, count);
        return (int) crc.getValue();
    }

    /** Where it began in the array that it was cut from. */
    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** The point of its first row. */
    long minPoint() {
        return minPoint;
    }

    /** Its rows, from 0 on; null: they weren't read, or are not needed any more. */
    byte @Nullable [] bytes() {
        return bytes;
    }

    void bytes(byte @Nullable [] rows) {
        bytes = rows;
    }

    /** Whether these are the rows that were written. */
    boolean isUnharmed(byte[] rows) {
        return checksum(rows, 0, length) == checksum;
    }
}
