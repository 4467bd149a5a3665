package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.FormatException;
import java.util.zip.CRC32C;

/**
 * What a block's header ({@code docs/FORMAT.md} 8.1) says of its events; where its parts lie, {@link BlockStreams}
 * reads.
 *
 * @param rows how many they are
 * @param rawLength how long they are together, each with its u16 length
 */
record BlockHeader(int rows, int rawLength, long minPoint, long maxPoint) {
    /** Throws if it isn't a block's header, is damaged, or claims more than there can be. */
    static BlockHeader read(byte[] buffer, int offset, int length) throws FormatException {
        if (length < BlockLayout.HEADER_BYTES || BigEndian.getInt(buffer, offset) != BlockLayout.MAGIC) {
            throw new FormatException("columnar frame without a block");
        }
        CRC32C crc32c = new CRC32C();
        crc32c.update(buffer, offset, BlockLayout.CRC_OFFSET);
        if ((int) crc32c.getValue() != BigEndian.getInt(buffer, offset + BlockLayout.CRC_OFFSET)) {
            throw new FormatException("block header with a wrong checksum");
        }
        int version = buffer[offset + 4] & 0xFF;
        if (version != BlockLayout.VERSION) {
            throw new FormatException("block of " + (version > BlockLayout.VERSION ? "a newer" : "an older")
                    + " version (expected " + BlockLayout.VERSION + ", found " + version + ")");
        }
        if ((BigEndian.getInt(buffer, offset + 4) & 0xFFFFFF) != 0) {
            throw new FormatException("block that uses fields unknown to this version");
        }
        int rawLength = BigEndian.getInt(buffer, offset + 12);
        int rows = BigEndian.getInt(buffer, offset + 8);
        if (rawLength < 0
                || rawLength > SegmentLimits.MAX_RAW_BYTES
                || rows < 0
                || rows > rawLength / 2
                || rows > SegmentLimits.maxRows(rawLength)) {
            throw new FormatException("block of " + Integer.toUnsignedString(rows) + " rows and "
                    + Integer.toUnsignedString(rawLength) + " bytes");
        }
        return new BlockHeader(
                rows, rawLength, BigEndian.getLong(buffer, offset + 16), BigEndian.getLong(buffer, offset + 24));
    }
}
