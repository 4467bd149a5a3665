package evtools.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlockRoundTripTest {
    private static void check(byte[] rows, String what) throws FormatException {
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3);
                SegmentBlock reader = new SegmentBlock()) {
            int length = encoder.encode(rows, 0, rows.length, block);
            assertEquals(length, block.length(), what);
            reader.open(block.array(), 0, length);
            byte[] expanded = new byte[rows.length];
            reader.expand(expanded, rows.length);
            assertArrayEquals(rows, expanded, what);
            ByteArrayBuilder one = new ByteArrayBuilder(16);
            for (int row = 0; row < reader.rows(); row += 7) {
                reader.appendEvent(row, one);
            }
            int next = 0;
            while (next < reader.rows()) {
                one.clear();
                next = reader.appendEvents(next, 1000, one);
            }
        }
    }

    @Test
    void noEvents() throws FormatException {
        check(new byte[0], "empty payload");
    }

    @Test
    void eventsOfEveryKindComeBack() throws FormatException {
        for (long seed = 1; seed <= 200; seed++) {
            RandomRows random = new RandomRows(seed);
            check(random.rows((int) (seed * 7 % 400)), "seed " + seed);
        }
    }

    @Test
    void whatIsNoEventComesBackToo() throws FormatException {
        for (long seed = 1; seed <= 100; seed++) {
            RandomRows random = new RandomRows(seed);
            byte[] rows = random.rows(50);
            random.damage(rows);
            check(rows, "seed " + seed);
        }
    }

    @Test
    void blocksFollowOneAnotherInOneEncoder() throws FormatException {
        try (BlockEncoder encoder = new BlockEncoder(3);
                SegmentBlock reader = new SegmentBlock()) {
            for (long seed = 1; seed <= 20; seed++) {
                byte[] rows = new RandomRows(seed).rows(100);
                byte[] padded = new byte[rows.length + 10];
                System.arraycopy(rows, 0, padded, 5, rows.length);
                ByteArrayBuilder block = new ByteArrayBuilder(16);
                block.put(1).put(2).put(3);
                int length = encoder.encode(padded, 5, rows.length, block);
                reader.open(block.array(), 3, length);
                byte[] expanded = new byte[rows.length + 3];
                reader.expand(expanded, rows.length);
                assertArrayEquals(rows, Arrays.copyOf(expanded, rows.length), "seed " + seed);
            }
        }
    }
}
