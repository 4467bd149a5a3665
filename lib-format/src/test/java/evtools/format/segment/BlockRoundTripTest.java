package evtools.format.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.event.TailTable;
import evtools.format.event.TokenCursor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockRoundTripTest {
    private static void check(byte[] rows, String what) throws FormatException {
        check(rows, VocabularyWriter.APART_FROM_BYTES, what);
        check(rows, 64, what + ", small vocabularies");
    }

    private static void check(byte[] rows, int apartFromBytes, String what) throws FormatException {
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3, apartFromBytes);
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
            one.clear();
            int next = 0;
            while (next < reader.rows()) {
                next = reader.appendEvents(next, 1000, one);
            }
            assertArrayEquals(rows, one.toByteArray(), what);
            checkOrder(reader, rows, what);
            checkTails(reader, rows, what);
        }
    }

    /** Rows that share tails are the events when made whole, and tokens are the same in both. */
    private static void checkTails(SegmentBlock reader, byte[] rows, String what) throws FormatException {
        ByteArrayBuilder shared = new ByteArrayBuilder(16);
        TailTable tails = new TailTable();
        reader.appendRows(shared, tails, rows.length);
        byte[] whole = new byte[rows.length];
        tails.expand(shared.array(), 0, shared.length(), whole, rows.length);
        assertArrayEquals(rows, whole, what);
        assertEquals(rows.length == shared.length(), tails.count() == 0, what);
        EventView event = new EventView();
        EventView sharing = new EventView();
        Messages messages = new Messages();
        int at = 0;
        int row = 0;
        while (row < rows.length) {
            int length = BigEndian.getUnsignedShort(rows, row);
            int sharedLength = BigEndian.getUnsignedShort(shared.array(), at);
            if (event.tryWrap(rows, row + 2, length) && sharing.tryWrap(shared.array(), at + 2, sharedLength, tails)) {
                ByteArrayBuilder line = new ByteArrayBuilder(16);
                ByteArrayBuilder again = new ByteArrayBuilder(16);
                assertEquals(messages.appendRawLine(event, line), messages.appendRawLine(sharing, again), what);
                assertArrayEquals(line.toByteArray(), again.toByteArray(), what);
                assertEquals(tokens(event), tokens(sharing), what);
            }
            row += 2 + length;
            at += 2 + sharedLength;
        }
    }

    private static String tokens(EventView event) {
        TokenCursor cursor = new TokenCursor().all(event);
        ByteArrayBuilder all = new ByteArrayBuilder(16);
        while (cursor.next()) {
            all.put(cursor.keyLength()).put(cursor.buffer(), cursor.keyOffset(), cursor.keyLength());
            all.put(cursor.valueLength()).put(cursor.buffer(), cursor.valueOffset(), cursor.valueLength());
        }
        return Arrays.toString(all.toByteArray());
    }

    /** Some rows in order are some events in order. */
    private static void checkOrder(SegmentBlock reader, byte[] rows, String what) throws FormatException {
        BitSet some = new BitSet();
        for (int row = 0; row < reader.rows(); row += 1 + row % 3) {
            some.set(row);
        }
        int[] starts = starts(rows);
        assertEquals(reader.rows() + 1, starts.length, what);
        int last = -1;
        ByteArrayBuilder one = new ByteArrayBuilder(16);
        for (int row : reader.inOrder(some)) {
            int position = reader.position(row);
            assertTrue(position > last, what);
            last = position;
            one.clear();
            reader.appendEvent(row, one);
            assertArrayEquals(
                    Arrays.copyOfRange(rows, starts[position], starts[position + 1]), one.toByteArray(), what);
        }
    }

    private static byte[] twice(byte[] rows) {
        return new ByteArrayBuilder(16).put(rows).put(rows).toByteArray();
    }

    private static int[] starts(byte[] rows) {
        IntList starts = new IntList(16);
        int at = 0;
        while (at < rows.length) {
            starts.add(at);
            at += 2 + BigEndian.getUnsignedShort(rows, at);
        }
        starts.add(at);
        return Arrays.copyOf(starts.array(), starts.size());
    }

    private static byte[] sorted(byte[] rows) {
        int[] starts = starts(rows);
        Integer[] order = new Integer[starts.length - 1];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                (a, b) -> EventOrder.compare(
                        rows,
                        starts[a] + 2,
                        starts[a + 1] - starts[a] - 2,
                        rows,
                        starts[b] + 2,
                        starts[b + 1] - starts[b] - 2));
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        for (int event : order) {
            out.put(rows, starts[event], starts[event + 1] - starts[event]);
        }
        return out.toByteArray();
    }

    /** An encoder keeps tables from block to block; nothing of that shows. */
    @Test
    void blocksDontDependOnThoseBefore() throws FormatException {
        try (BlockEncoder used = new BlockEncoder(3)) {
            ByteArrayBuilder block = new ByteArrayBuilder(16);
            ByteArrayBuilder expected = new ByteArrayBuilder(16);
            for (int i = 0; i < 300; i++) {
                long seed = 1 + i * 7L % 13;
                RandomRows random = new RandomRows(seed);
                byte[] rows = random.rows(i * 31 % 700);
                if (i % 3 == 0) {
                    random.damage(rows);
                }
                block.clear();
                used.encode(rows, 0, rows.length, block);
                expected.clear();
                try (BlockEncoder fresh = new BlockEncoder(3)) {
                    fresh.encode(rows, 0, rows.length, expected);
                }
                assertArrayEquals(expected.toByteArray(), block.toByteArray(), "block " + i + ", seed " + seed);
            }
        }
    }

    @Test
    void sortedEventsComeBackWithoutTheirOrder() throws FormatException {
        for (long seed = 1; seed <= 200; seed++) {
            RandomRows random = new RandomRows(seed);
            byte[] rows = random.rows((int) (seed * 11 % 400));
            if (seed % 3 == 0) {
                random.samePoints(rows, (int) seed % 7);
            }
            if (seed % 5 == 0) {
                random.damage(rows);
            }
            if (seed % 7 == 0) {
                rows = twice(rows);
            }
            check(sorted(rows), "seed " + seed);
        }
    }

    @Test
    void eventsOfTheSameCrcAreSortedByTheirBytes() throws FormatException {
        EventBuilder builder = new EventBuilder();
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < 500; i++) {
            builder.begin(1_000_000 + i / 100);
            byte[] host = ("host" + i % 37).getBytes(US_ASCII);
            builder.host(host, 0, host.length).app(host, 0, i % 5);
            byte[] text = (i % 3 + " is the same").getBytes(US_ASCII);
            builder.text(text, 0, text.length);
            byte[] file = ("file" + i % 4).getBytes(US_ASCII);
            builder.beside("_src".getBytes(US_ASCII), file, 0, i % 7 == 0 ? 0 : file.length);
            builder.finish(rows);
        }
        byte[] sorted = sorted(rows.toByteArray());
        check(sorted, "same messages");
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        TailTable tails = new TailTable();
        try (BlockEncoder encoder = new BlockEncoder(3);
                SegmentBlock reader = new SegmentBlock()) {
            int length = encoder.encode(sorted, 0, sorted.length, block);
            reader.open(block.array(), 0, length);
            reader.appendRows(new ByteArrayBuilder(16), tails, sorted.length);
        }
        assertEquals(5, tails.count());
    }

    @Test
    void moreFilesThanTailsComeBack() throws FormatException {
        EventBuilder builder = new EventBuilder();
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < 2_000; i++) {
            builder.begin(1_000_000 + i).host(new byte[0], 0, 0).app(new byte[0], 0, 0);
            byte[] text = ("number " + i).getBytes(US_ASCII);
            builder.text(text, 0, text.length);
            byte[] file = ("file" + i % 300).getBytes(US_ASCII);
            builder.beside("_src".getBytes(US_ASCII), file, 0, file.length);
            builder.finish(rows);
        }
        check(rows.toByteArray(), "many files");
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

    /** Ids that come again are apart from other words, each once, without what they all begin with. */
    @Test
    void idsHaveAVocabularyOfTheirOwn() throws FormatException {
        Random random = new Random(5);
        String[] ids = new String[900];
        Arrays.setAll(
                ids,
                i -> (i % 3 == 0 ? "/data/subdir" + i % 40 + "/blk_" : "/data/blk_")
                        + random.nextLong(1_000_000_000L, Long.MAX_VALUE));
        EventBuilder builder = new EventBuilder();
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < 4_000; i++) {
            builder.begin(1_000L * i);
            builder.host(new byte[] {'h'}, 0, 1).app(new byte[] {'a'}, 0, 1);
            byte[] text = "received block ".getBytes(US_ASCII);
            builder.text(text, 0, text.length);
            byte[] id = ids[random.nextInt(ids.length)].getBytes(US_ASCII);
            builder.token(new byte[0], 0, 0, id, 0, id.length);
            byte[] word = (i % 3 == 0 ? "late" : "soon").getBytes(US_ASCII);
            builder.text(new byte[] {' '}, 0, 1);
            builder.token(new byte[0], 0, 0, word, 0, word.length);
            builder.finish(rows);
        }
        check(rows.toByteArray(), "ids");
        ByteArrayBuilder block = new ByteArrayBuilder(16);
        try (BlockEncoder encoder = new BlockEncoder(3);
                SegmentBlock reader = new SegmentBlock()) {
            int length = encoder.encode(rows.array(), 0, rows.length(), block);
            reader.open(block.array(), 0, length);
            assertEquals(2, reader.vocabularies());
            assertEquals(2, reader.vocabulary(0).load().entries());
            Vocabulary apart = reader.vocabulary(1);
            assertEquals("/data/", new String(apart.prefixes()[0], US_ASCII));
            assertEquals("subdir39/blk_".length() + 19, apart.maxLength());
            assertEquals("subdirblk".chars().distinct().count(), apart.values().letters());
            assertTrue(apart.values().has((byte) '7') && !apart.values().has((byte) 'a'));
            long read = reader.bytesRead();
            apart.load();
            assertTrue(reader.bytesRead() - read > apart.entries() * 7L, "where it was");
            byte first = apart.bytes()[apart.start(apart.entries() - 1)];
            assertTrue(first == 'b' || first == 's', "without its prefix");
        }
    }
}
