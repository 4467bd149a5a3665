package evtools.format.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** A block says of no word that it isn't in its slots when it is. */
class WordFilterTest {
    private static final long SEED = 20261121;

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static boolean mayContain(byte[] section, String text) throws FormatException {
        return new WordFilter(section).mayContain(WordFilter.bitsOf(bytes(text)));
    }

    private static byte[] block(byte[] rows) throws FormatException {
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3, 64)) {
            encoder.encode(rows, 0, rows.length, block);
        }
        return block.toByteArray();
    }

    @Test
    void knowsTheWordsOfSlotsButNotThoseOfTheText() throws FormatException {
        EventBuilder builder = new EventBuilder();
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < 40; i++) {
            builder.begin(111_876_216_100_000_000L + i).host(bytes("h"), 0, 1).app(bytes("a"), 0, 1);
            builder.text(bytes("terminating "), 0, 12);
            byte[] word = bytes("Moorhen" + i % 7);
            builder.token(new byte[0], 0, 0, word, 0, word.length);
            builder.finish(rows);
        }
        byte[] block = block(rows.toByteArray());
        try (SegmentBlock reader = new SegmentBlock()) {
            reader.open(block, 0, block.length);
            WordFilter words = reader.words();
            assertTrue(words.mayContain(WordFilter.bitsOf(bytes("moorHEN3"))));
            assertFalse(words.mayContain(WordFilter.bitsOf(bytes("moorhens"))));
            assertFalse(words.mayContain(WordFilter.bitsOf(bytes("terminating"))));
            assertTrue(words.mayContain(WordFilter.bitsOf(bytes("deadbeef"))), "hexadecimal numbers are not words");
            assertTrue(words.mayContain(WordFilter.bitsOf(bytes("ox"))));
        }
    }

    @Test
    void hasAllThreesOfRandomValues() throws FormatException {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            byte[] block = block(new RandomRows(seed).rows(300));
            try (SegmentBlock reader = new SegmentBlock()) {
                reader.open(block, 0, block.length);
                for (int t = 0; t < reader.templates(); t++) {
                    SegmentTemplate template = reader.template(t);
                    for (int slot = 0; slot < template.slots() && !template.isWhole(); slot++) {
                        assertAllKnown(reader.words(), template, slot, seed);
                    }
                }
            }
        }
    }

    private static void assertAllKnown(WordFilter words, SegmentTemplate template, int slot, long seed)
            throws FormatException {
        SegmentColumn column = template.column(slot).load();
        if (column.constant() != null) {
            return;
        }
        ByteArrayBuilder value = new ByteArrayBuilder(16);
        for (int ordinal = 0; ordinal < template.rows(); ordinal++) {
            value.clear();
            column.append(ordinal, value);
            assertTrue(words.mayContain(WordFilter.bitsOf(value.toByteArray())), "seed " + seed);
        }
    }

    @Test
    void emptySaysNothing() throws FormatException {
        assertTrue(mayContain(new byte[0], "terminating"));
        assertFalse(mayContain(new byte[WordFilter.BYTES], "terminating"));
        assertEquals(9, WordFilter.bitsOf(bytes("terminating")).length);
        assertThrows(FormatException.class, () -> new WordFilter(new byte[1]));
    }
}
