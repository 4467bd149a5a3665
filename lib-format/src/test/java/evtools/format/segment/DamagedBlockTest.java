package evtools.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks that were changed, by chance and on purpose: the reader says so or reads on, and does nothing else. */
class DamagedBlockTest {
    private static final long SEED = 20261120;
    private static final byte[] SOME_ID = "5f0c77d2a1b94e83".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCKS = 40;
    private static final int CHANGES_PER_BLOCK = 250;

    private static byte[] block(byte[] rows) throws FormatException {
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3, 64)) {
            encoder.encode(rows, 0, rows.length, block);
        }
        return block.toByteArray();
    }

    private static byte[] expand(SegmentBlock reader, byte[] block) throws FormatException {
        reader.open(block, 0, block.length);
        reader.mayContain(SOME_ID, 0, SOME_ID.length);
        reader.words();
        byte[] rows = new byte[reader.rawLength()];
        reader.expand(rows, rows.length);
        return rows;
    }

    @Test
    void everyChangedByteIsNoticed() throws FormatException {
        byte[] rows = new RandomRows(SEED).rows(300);
        byte[] block = block(rows);
        SplittableRandom random = new SplittableRandom(SEED);
        try (SegmentBlock reader = new SegmentBlock()) {
            assertArrayEquals(rows, expand(reader, block));
            for (int i = 0; i < block.length; i++) {
                byte[] changed = block.clone();
                changed[i] ^= (byte) (1 + random.nextInt(255));
                assertThrows(FormatException.class, () -> expand(reader, changed), "byte " + i);
            }
        }
    }

    @Test
    void everyCutIsNoticed() throws FormatException {
        byte[] block = block(new RandomRows(SEED).rows(100));
        try (SegmentBlock reader = new SegmentBlock()) {
            for (int length = 0; length < block.length; length++) {
                byte[] cut = Arrays.copyOf(block, length);
                assertThrows(FormatException.class, () -> expand(reader, cut), "length " + length);
            }
        }
    }

    /** A part that claims a length, but has no bytes, at the very end of what was read. */
    @Test
    void whatIsNotThereIsRefused() {
        byte[] header = new byte[BlockLayout.HEADER_BYTES];
        BigEndian.putInt(header, 12, 1_000);
        for (int section = 0; section < BlockLayout.SECTIONS; section++) {
            BigEndian.putInt(
                    header, BlockLayout.SECTIONS_OFFSET + section * BlockLayout.SECTION_ENTRY_BYTES, 100 + section);
        }
        BigEndian.putInt(header, 0, BlockLayout.MAGIC);
        BigEndian.putInt(header, 4, BlockLayout.VERSION << 24);
        PlainBlock.mendChecksums(header);
        try (SegmentBlock reader = new SegmentBlock()) {
            assertThrows(FormatException.class, () -> expand(reader, header));
            assertThrows(FormatException.class, reader::text);
            assertThrows(FormatException.class, () -> reader.vocabulary(0));
        }
    }

    @Test
    void plainBlocksHoldTheSame() throws FormatException {
        try (SegmentBlock reader = new SegmentBlock()) {
            for (long seed = 1; seed <= 20; seed++) {
                byte[] rows = new RandomRows(seed).rows(200);
                assertArrayEquals(rows, expand(reader, PlainBlock.of(block(rows))), "seed " + seed);
            }
        }
    }

    /** Fields of any value, under checksums that are right: read, or refused as damaged; no other exception, no hang. */
    @Test
    void changedFieldsAreReadOrRefused() throws FormatException {
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        int refused = 0;
        try (SegmentBlock reader = new SegmentBlock()) {
            for (int i = 0; i < BLOCKS; i++) {
                byte[] plain = PlainBlock.of(block(new RandomRows(SEED + i).rows(1 + random.nextInt(120))));
                for (int change = 0; change < CHANGES_PER_BLOCK; change++) {
                    byte[] changed = changed(plain, random);
                    String what = "SEED " + SEED + ", block " + i + ", change " + change;
                    try {
                        readAll(reader, changed);
                        read++;
                    } catch (FormatException e) {
                        refused++;
                    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                        throw new AssertionError(what, e);
                    }
                }
            }
        }
        int all = BLOCKS * CHANGES_PER_BLOCK;
        assertTrue(read > all / 20 && refused > all / 20, read + " read, " + refused + " refused");
    }

    private static byte[] changed(byte[] plain, SplittableRandom random) {
        byte[] changed = plain.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(4) == 0 ? random.nextInt(BlockLayout.HEADER_BYTES) : random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> changed[at] = (byte) random.nextInt(256);
                case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> changed[at] += (byte) (random.nextBoolean() ? 1 : -1);
                default -> Arrays.fill(changed, at, Math.min(changed.length, at + 4), (byte) 0xFF);
            }
        }
        PlainBlock.mend(changed);
        return changed;
    }

    /** What all tools together ask of a block. */
    private static void readAll(SegmentBlock reader, byte[] block) throws FormatException {
        reader.open(block, 0, block.length);
        reader.points();
        reader.templateOfRow();
        for (int i = 0; i < reader.sources(); i++) {
            reader.source(i);
        }
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        for (int template = 0; template < reader.templates(); template++) {
            if (!reader.template(template).isWhole()
                    && reader.template(template).rows() > 0) {
                reader.appendMessage(template, 0, out);
            }
        }
        reader.text();
        for (int i = 0; i < reader.vocabularies(); i++) {
            reader.vocabulary(i).load();
        }
        expand(reader, block);
    }
}
