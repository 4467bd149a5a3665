package evtools.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BlockFilterTest {
    @Test
    void fuseFilterHoldsItsKeysAndFewOthers() {
        for (int count : new int[] {0, 1, 2, 3, 5, 10, 50, 1_000, 20_000}) {
            Random random = new Random(count);
            long[] keys = random.longs(count).toArray();
            byte[] filter = notNull(BinaryFuse8.build(keys, count));
            assertTrue(BinaryFuse8.isValid(filter, 0, filter.length));
            for (long key : keys) {
                assertTrue(BinaryFuse8.mayContain(filter, 0, key), "of " + count);
            }
            int wrong = 0;
            for (int i = 0; i < 20_000; i++) {
                wrong += BinaryFuse8.mayContain(filter, 0, random.nextLong()) ? 1 : 0;
            }
            assertTrue(wrong < 300, wrong + " of 20000, " + count + " keys");
        }
    }

    private static byte[] notNull(byte @org.jspecify.annotations.Nullable [] filter) {
        assertNotNull(filter);
        return filter;
    }

    /** Every part of every message may be in the block; of ids that are in none, hardly any may. */
    @Test
    void neverDeniesWhatIsThere() throws FormatException {
        int denied = 0;
        for (long seed = 1; seed <= 60; seed++) {
            byte[] rows = new RandomRows(seed).rows(300);
            Random random = new Random(seed);
            ByteArrayBuilder block = new ByteArrayBuilder(16);
            try (BlockEncoder encoder = new BlockEncoder(3);
                    SegmentBlock reader = new SegmentBlock()) {
                int length = encoder.encode(rows, 0, rows.length, block);
                reader.open(block.array(), 0, length);
                EventView event = new EventView();
                Messages messages = new Messages();
                ByteArrayBuilder message = new ByteArrayBuilder(16);
                for (int at = 0; at < rows.length; at += 2 + BigEndian.getUnsignedShort(rows, at)) {
                    assertTrue(event.tryWrap(rows, at + 2, BigEndian.getUnsignedShort(rows, at)));
                    message.clear();
                    messages.appendMessage(event, message);
                    int from = random.nextInt(message.length() + 1);
                    int to = from + random.nextInt(message.length() - from + 1);
                    assertTrue(reader.mayContain(message.array(), from, to - from), "seed " + seed);
                    assertTrue(reader.mayContain(message.array(), 0, message.length()), "seed " + seed);
                }
                byte[] other = new UUID(random.nextLong(), random.nextLong())
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII);
                denied += reader.mayContain(other, 0, other.length) ? 0 : 1;
            }
        }
        assertTrue(denied > 0, denied + " of 60 ids were denied");
    }

    /** A block that isn't in memory is asked for no more than what decides, and says the same. */
    @Test
    void readsTheFilterAloneToDeny() throws IOException {
        byte[] rows = new RandomRows(7).rows(3_000);
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3);
                SegmentBlock reader = new SegmentBlock()) {
            int length = encoder.encode(rows, 0, rows.length, block);
            long[] read = new long[1];
            reader.open(
                    (offset, target, count) -> {
                        System.arraycopy(block.array(), offset, target, 0, count);
                        read[0] += count;
                    },
                    length);
            byte[] other = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
            reader.mayContain(other, 0, other.length);
            assertEquals(BlockLayout.HEADER_BYTES + reader.storedBytes(BlockLayout.FILTER), read[0]);
            byte[] expanded = new byte[rows.length];
            reader.expand(expanded, expanded.length);
            assertArrayEquals(rows, expanded);
        }
    }
}
