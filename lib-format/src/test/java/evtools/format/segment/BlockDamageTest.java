package evtools.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.TailTable;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BlockDamageTest {
    private static ByteArrayBuilder block(byte[] rows) throws FormatException {
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3)) {
            encoder.encode(rows, 0, rows.length, block);
        }
        return block;
    }

    /** Whatever byte is changed: an error, or the same events. */
    @Test
    void everyFlippedByteIsFound() throws FormatException {
        byte[] rows = new RandomRows(3).rows(150);
        ByteArrayBuilder block = block(rows);
        int found = 0;
        try (SegmentBlock reader = new SegmentBlock()) {
            for (int i = 0; i < block.length(); i++) {
                byte[] flipped = block.toByteArray();
                flipped[i] ^= (byte) (1 << (i & 7));
                byte[] expanded = new byte[rows.length];
                try {
                    reader.open(flipped, 0, flipped.length);
                    reader.mayContain(rows, 0, rows.length);
                    reader.expand(expanded, rows.length);
                    assertArrayEquals(rows, expanded, "byte " + i);
                } catch (FormatException e) {
                    found++;
                }
            }
        }
        assertTrue(found > block.length() * 9 / 10, found + " of " + block.length());
    }

    @Test
    void everyCutIsFound() throws FormatException {
        byte[] rows = new RandomRows(4).rows(40);
        ByteArrayBuilder block = block(rows);
        try (SegmentBlock reader = new SegmentBlock()) {
            for (int i = 0; i < block.length(); i++) {
                int length = i;
                assertThrows(
                        FormatException.class,
                        () -> {
                            reader.open(block.array(), 0, length);
                            reader.expand(new byte[rows.length], rows.length);
                        },
                        "cut at " + i);
            }
        }
    }

    /** Damage whose checksums are right, as from an enemy: an error, or some events; never another exception. */
    @Test
    void whatAnEnemyWritesIsAnErrorAtMost() throws FormatException {
        int errors = 0;
        try (SegmentBlock reader = new SegmentBlock()) {
            for (long seed = 1; seed <= 400; seed++) {
                Random random = new Random(seed);
                byte[] rows = new RandomRows(seed % 20).rows(60);
                byte[] hostile = block(rows).toByteArray();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    int at = random.nextInt(4) == 0
                            ? random.nextInt(BlockLayout.HEADER_BYTES)
                            : random.nextInt(hostile.length);
                    hostile[at] = (byte) random.nextInt();
                }
                makeChecksumsRight(hostile);
                try {
                    reader.open(hostile, 0, hostile.length);
                    reader.expand(new byte[rows.length], rows.length);
                } catch (FormatException e) {
                    errors++;
                }
                try {
                    reader.open(hostile, 0, hostile.length);
                    reader.appendRows(new ByteArrayBuilder(16), new TailTable(), rows.length);
                } catch (FormatException e) {
                    errors++;
                }
            }
        }
        assertTrue(errors > 100, errors + " errors");
    }

    private static void makeChecksumsRight(byte[] block) {
        long at = BlockLayout.HEADER_BYTES;
        for (int i = 0; i < BlockLayout.SECTIONS; i++) {
            int entry = BlockLayout.SECTIONS_OFFSET + i * BlockLayout.SECTION_ENTRY_BYTES;
            long length = BigEndian.getUnsignedInt(block, entry + 4);
            if (at + length > block.length) {
                break;
            }
            BigEndian.putInt(block, entry + 8, crc(block, (int) at, (int) length));
            at += length;
        }
        BigEndian.putInt(block, BlockLayout.CRC_OFFSET, crc(block, 0, BlockLayout.CRC_OFFSET));
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc32c = new CRC32C();
        crc32c.update(bytes, from, length);
        return (int) crc32c.getValue();
    }

    /** Rows take memory beside their bytes: there may not be more of them than their bytes allow. */
    @Test
    void moreRowsThanTheirBytesAllowAreRefused() throws FormatException {
        byte[] empty = new byte[2 * 70_000];
        byte[] hostile = block(empty).toByteArray();
        assertThrows(FormatException.class, () -> block(new byte[2 * 100_000]));
        try (SegmentBlock reader = new SegmentBlock()) {
            reader.open(hostile, 0, hostile.length);
            reader.expand(empty, empty.length);
            BigEndian.putInt(hostile, 12, SegmentLimits.MAX_RAW_BYTES);
            for (int rows : new int[] {SegmentLimits.MAX_RAW_BYTES / 2, SegmentLimits.MAX_RAW_BYTES / 16 + 65_537}) {
                BigEndian.putInt(hostile, 8, rows);
                makeChecksumsRight(hostile);
                FormatException error =
                        assertThrows(FormatException.class, () -> reader.open(hostile, 0, hostile.length));
                assertEquals("block of " + rows + " rows and 134217728 bytes", error.getMessage());
            }
            BigEndian.putInt(hostile, 8, SegmentLimits.MAX_RAW_BYTES / 16 + 65_536);
            makeChecksumsRight(hostile);
            reader.open(hostile, 0, hostile.length);
        }
    }

    @Test
    void otherVersionsAreNoDamage() throws FormatException {
        byte[] newer = block(new RandomRows(1).rows(10)).toByteArray();
        newer[4] = 2;
        BigEndian.putInt(newer, BlockLayout.CRC_OFFSET, crc(newer, 0, BlockLayout.CRC_OFFSET));
        try (SegmentBlock reader = new SegmentBlock()) {
            FormatException error = assertThrows(FormatException.class, () -> reader.open(newer, 0, newer.length));
            assertEquals("block of a newer version (expected 1, found 2)", error.getMessage());
            newer[4] = 0;
            BigEndian.putInt(newer, BlockLayout.CRC_OFFSET, crc(newer, 0, BlockLayout.CRC_OFFSET));
            error = assertThrows(FormatException.class, () -> reader.open(newer, 0, newer.length));
            assertEquals("block of an older version (expected 1, found 0)", error.getMessage());
        }
    }
}
