package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.sort.RandomEvents.Collected;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSorterTest {
    private static final long SECOND = 100_000_000L;

    private final BatchSorter sorter = new BatchSorter(BatchSorter.MAX_BYTES);

    private void addAll(List<byte[]> events) {
        for (byte[] event : events) {
            assertTrue(sorter.add(event, 0, event.length));
        }
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> found, String what) {
        assertEquals(expected.size(), found.size(), what);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), what + ", event " + i);
        }
    }

    @Test
    void sortsLikeAComparisonSortForAnyRangeOfPoints() throws IOException {
        long[] ranges = {1, 3, 1000, 10 * SECOND, 1024 * SECOND, 5000 * SECOND, Long.MAX_VALUE / 2};
        for (long range : ranges) {
            for (int count : new int[] {0, 1, 2, 100, 5000, 9000}) {
                long seed = range * 31 + count;
                RandomEvents generator = new RandomEvents(seed);
                List<byte[]> events = generator.events(count, range);
                String what = "range " + range + ", count " + count + ", seed " + seed;

                addAll(events);
                assertEquals(count, sorter.size(), what);
                Collected all = new Collected();
                assertEquals(0, sorter.sortAndDrain(all, false), what);
                assertSame(RandomEvents.sorted(events), all.events, what);
                assertEquals(0, sorter.size(), what);

                addAll(generator.shuffled(events));
                Collected distinct = new Collected();
                long dropped = sorter.sortAndDrain(distinct, true);
                assertSame(RandomEvents.sortedDistinct(events), distinct.events, what);
                assertEquals(count - distinct.events.size(), dropped, what);
            }
        }
    }

    @Test
    void sortsPointsAtBothEndsOfTime() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        List<byte[]> events = List.of(
                generator.event(-1L, "last"),
                generator.event(Long.MIN_VALUE, "year 4892"),
                generator.event(0, "first"),
                generator.event(Long.MAX_VALUE, "just before"));
        addAll(events);
        assertEquals(0, sorter.minPoint());
        assertEquals(-1L, sorter.maxPoint());
        Collected found = new Collected();
        sorter.sortAndDrain(found, true);
        assertSame(List.of(events.get(2), events.get(3), events.get(1), events.get(0)), found.events, "ends of time");
    }

    @Test
    void manyEqualPointsAreOrderedByTheirBytes() throws IOException {
        RandomEvents generator = new RandomEvents(7);
        List<byte[]> events = generator.events(3000, 2);
        addAll(events);
        Collected found = new Collected();
        sorter.sortAndDrain(found, true);
        assertSame(RandomEvents.sortedDistinct(events), found.events, "seed 7");
    }

    @Test
    void aFullBatchRefusesAndKeepsWhatItHas() throws IOException {
        BatchSorter small = new BatchSorter(70_000);
        byte[] event = new RandomEvents(1).event(5, "x".repeat(20_000));
        assertTrue(small.add(event, 0, event.length));
        assertTrue(small.add(event, 0, event.length));
        assertTrue(small.add(event, 0, event.length));
        assertFalse(small.add(event, 0, event.length));
        assertEquals(3 * (event.length + 2), small.payloadBytes());
        Collected found = new Collected();
        assertEquals(2, small.sortAndDrain(found, true));
        assertEquals(0, small.payloadBytes());
        assertTrue(small.add(event, 0, event.length));
    }

    @Test
    void aFailingSinkLosesNothing() throws IOException {
        RandomEvents generator = new RandomEvents(3);
        List<byte[]> events = generator.events(50, 1000);
        addAll(events);
        assertThrows(
                IOException.class,
                () -> sorter.sortAndDrain(
                        (buffer, offset, length) -> {
                            throw new IOException("full");
                        },
                        true));
        Collected found = new Collected();
        sorter.sortAndDrain(found, true);
        assertSame(RandomEvents.sortedDistinct(events), found.events, "seed 3");
    }
}
