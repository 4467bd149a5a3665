package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.sort.RandomEvents.Collected;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    private static byte[] payloadOf(List<byte[]> events) {
        ByteArrayBuilder payload = new ByteArrayBuilder(1024);
        for (byte[] event : events) {
            payload.putShort(event.length).put(event);
        }
        return payload.toByteArray();
    }

    @Test
    void eventsOfPayloadsComeOutAsOnePayload() throws IOException {
        ByteArrayBuilder scratch = new ByteArrayBuilder(16);
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            RandomEvents generator = new RandomEvents(seed);
            List<byte[]> events =
                    generator.events(1 + random.nextInt(3000), 1 + random.nextInt(1 << random.nextInt(30)));
            events = random.nextBoolean() ? RandomEvents.sorted(events) : generator.shuffled(events);
            byte[] payload = new byte[0];
            int at = 0;
            for (int i = 0; i < events.size(); i++) {
                byte[] event = events.get(i);
                if (at == payload.length) {
                    // What was taken from the payload before must not depend on it any more.
                    sorter.settle();
                    Arrays.fill(payload, (byte) 0);
                    payload = payloadOf(events.subList(i, Math.min(events.size(), i + 1 + random.nextInt(200))));
                    at = 0;
                }
                if (random.nextInt(20) == 0) {
                    assertTrue(sorter.add(event, 0, event.length));
                } else {
                    assertTrue(sorter.addUnsettled(payload, at + 2, event.length));
                }
                at += 2 + event.length;
            }
            List<byte[]> kept = events;
            if (random.nextInt(3) == 0) {
                kept = events.subList(0, 1 + random.nextInt(events.size()));
                sorter.truncate(kept.size());
            }
            List<byte[]> distinct = RandomEvents.sortedDistinct(kept);
            String what = "seed " + seed;
            sorter.sortAndDrain(scratch, (found, length, whole, count, minPoint, maxPoint) -> {
                assertArrayEquals(payloadOf(distinct), Arrays.copyOf(found, length), what);
                assertEquals(distinct.size(), count, what);
                assertEquals(BigEndian.getLong(distinct.getFirst(), EventFormat.POINT_OFFSET), minPoint, what);
                assertEquals(BigEndian.getLong(distinct.getLast(), EventFormat.POINT_OFFSET), maxPoint, what);
            });
            assertEquals(0, sorter.size(), what);
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
        assertEquals(3L * (event.length + 2), small.payloadBytes());
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
