package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The file {@code tombstones} of a store's directory. It is replaced as a whole, so a crash leaves the old or the new.
 *
 * <pre>
 *   0    4  magic            89 45 56 54  (0x89 'E' 'V' 'T')
 *   4    1  version          1
 *   5    3  reserved
 *   8    4  count n of ranges
 *  12  25n  kind u8 (1 archived here, 2 expired here, 3 archived elsewhere), origin u64, first u64, last u64
 *       4  CRC-32C of everything before
 * </pre>
 */
final class TombstoneFile {
    static final String NAME = "tombstones";

    /** More ranges than this are no file of ours. */
    static final int MAX_RANGES = 1 << 20;

    private static final int MAGIC = 0x89455654;
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 12;
    private static final int RANGE_BYTES = 25;

    /** Receives a file's ranges. */
    interface Visitor {
        void range(int kind, long origin, long first, long last);
    }

    private TombstoneFile() {}

    static ByteBuffer encode(SequenceRanges[] kinds) {
        int count = 0;
        for (SequenceRanges kind : kinds) {
            count += kind.count();
        }
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + RANGE_BYTES * count + Integer.BYTES);
        bytes.putInt(MAGIC).put(VERSION).put((byte) 0).putShort((short) 0).putInt(count);
        for (int i = 0; i < kinds.length; i++) {
            byte kind = (byte) (i + 1);
            kinds[i].visit((origin, first, last) ->
                    bytes.put(kind).putLong(origin).putLong(first).putLong(last));
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().flip());
        return bytes.putInt((int) crc.getValue()).flip();
    }

    static void write(Disk disk, Path root, ByteBuffer bytes) throws IOException {
        Path path = root.resolve(NAME);
        Path temporary = root.resolve(NAME + ".new");
        try (DiskFile file = disk.create(temporary)) {
            file.truncate(0);
            file.write(bytes.duplicate(), 0);
            file.force();
        }
        disk.replace(temporary, path);
        disk.forceDirectory(root);
    }

    /**
     * Reads a directory's file, if there is one.
     *
     * @throws IOException also if it is damaged
     */
    static void read(Disk disk, Path root, Visitor visitor) throws IOException {
        Path path = root.resolve(NAME);
        if (disk.exists(path)) {
            decode(load(disk, path), visitor);
        }
    }

    private static ByteBuffer load(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            long size = file.size();
            if (size < FIXED_BYTES + Integer.BYTES
                    || size > FIXED_BYTES + (long) RANGE_BYTES * MAX_RANGES + Integer.BYTES) {
                throw new IOException("file of " + size + " bytes is none of tombstones");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            file.read(bytes, 0);
            return bytes.flip();
        }
    }

    /**
     * Reads what {@link #encode} has made.
     *
     * @throws IOException if it is damaged
     */
    static void decode(ByteBuffer encoded, Visitor visitor) throws IOException {
        ByteBuffer bytes = encoded.duplicate();
        int end = bytes.limit() - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(end));
        if ((int) crc.getValue() != bytes.getInt(end)) {
            throw new IOException("tombstones have a wrong checksum");
        }
        if (bytes.getInt() != MAGIC || bytes.get() != VERSION) {
            throw new IOException("not tombstones of this version");
        }
        bytes.position(bytes.position() + 3);
        int count = bytes.getInt();
        if (count != (end - FIXED_BYTES) / RANGE_BYTES) {
            throw new IOException("tombstones of " + bytes.limit() + " bytes that say they are " + count);
        }
        for (int i = 0; i < count; i++) {
            visitor.range(bytes.get(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        }
    }
}
