package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.sort.RandomEvents.Collected;
import evtools.sort.Streams.FrameSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSorterTest {
    private static final long SECOND = 100_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final long BASE = RandomEvents.BASE_POINT - RandomEvents.BASE_POINT % (25_600 * SECOND);

    @TempDir
    Path temporary;

    private final FrameSink output = new FrameSink();
    private final FrameSink lateOutput = new FrameSink();
    private final Collected late = lateOutput.collected;

    private StreamSorter sorter(long holdDownTicks, long sliceTicks, long memoryBytes) {
        return new StreamSorter(
                new SorterOptions(holdDownTicks, sliceTicks, memoryBytes, temporary, true), output, lateOutput);
    }

    private static byte[] payload(List<byte[]> events) {
        ByteArrayBuilder payload = new ByteArrayBuilder(1024);
        events.forEach(event -> payload.putShort(event.length).put(event));
        return payload.toByteArray();
    }

    private static void add(StreamSorter sorter, long built, byte[]... events) throws IOException {
        byte[] payload = payload(List.of(events));
        assertNull(sorter.addAll(payload, 0, payload.length, built));
    }

    private static void addInFrames(StreamSorter sorter, List<byte[]> events, RandomEvents generator, int most)
            throws IOException {
        int from = 0;
        while (from < events.size()) {
            int to = Math.min(events.size(), from + 1 + generator.random().nextInt(most));
            byte[] payload = payload(events.subList(from, to));
            assertNull(sorter.addAll(payload, 0, payload.length, 0));
            from = to;
        }
    }

    private void clear() {
        output.collected.events.clear();
        late.events.clear();
    }

    @Test
    void theWholeInputIsSortedWhateverItsOrderFramingAndMemory() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            if (i % 10 == 9) {
                all.add(all.get(generator.random().nextInt(i)));
            } else {
                long spread = i % 1000 == 0 ? 1_000_000 * HOUR : 500 * SECOND;
                all.add(generator.event(BASE + generator.random().nextLong(spread), i % 7 + "y".repeat(400)));
            }
        }
        List<byte[]> expected = RandomEvents.sortedDistinct(all);
        for (long memory : new long[] {SorterOptions.MIN_MEMORY_BYTES, 6 << 20, 256 << 20}) {
            clear();
            try (StreamSorter sorter = sorter(SorterOptions.WHEN_INPUT_ENDS, SECOND, memory)) {
                addInFrames(sorter, generator.shuffled(all), generator, 300);
                sorter.finish();
                StreamMergeTest.assertSame(expected, output.collected.events, "seed 1, memory " + memory);
                assertEquals(all.size() - expected.size(), sorter.stats().duplicates());
                assertEquals(0, sorter.stats().lateEvents());
                assertEquals(memory < 200 << 20, sorter.stats().spilledRuns() > 0, "spilled, memory " + memory);
            }
        }
        try (var files = Files.list(temporary)) {
            assertEquals(0, files.count(), "temporary files left");
        }
    }

    /** Events that come at most {@code disorder} after greater ones. */
    private static List<byte[]> nearlySorted(RandomEvents generator, int count, long step, long disorder) {
        TreeMap<Long, List<byte[]>> byArrival = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            long point = BASE + generator.random().nextLong(count * step);
            byte[] event = generator.event(point, "z".repeat(generator.random().nextInt(200)));
            int copies = generator.random().nextInt(10) == 0 ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                long arrival = point + generator.random().nextLong(disorder + 1);
                byArrival.computeIfAbsent(arrival, key -> new ArrayList<>()).add(event);
            }
        }
        List<byte[]> events = new ArrayList<>();
        byArrival.values().forEach(events::addAll);
        return events;
    }

    @Test
    void slicesComeOutWhenDueAndNothingIsLateWithinTheHoldDown() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            RandomEvents generator = new RandomEvents(seed);
            long holdDown = new long[] {SECOND, 20 * SECOND, 900 * SECOND}[(int) (seed % 3)];
            long slice = new long[] {10 * SECOND, 100 * SECOND, 1024 * SECOND}[(int) (seed / 3 % 3)];
            List<byte[]> events = nearlySorted(generator, 9_000, SECOND, holdDown);
            clear();
            try (StreamSorter sorter = sorter(holdDown, slice, 4 << 20)) {
                addInFrames(sorter, events, generator, 20);
                int before = output.collected.events.size();
                assertTrue(before > 4_000, "seed " + seed + ": only " + before + " events came out before the end");
                sorter.finish();
                String what = "seed " + seed + ", hold-down " + holdDown + ", slice " + slice;
                assertEquals(0, sorter.stats().lateEvents(), what);
                StreamMergeTest.assertSame(RandomEvents.sortedDistinct(events), output.collected.events, what);
            }
        }
    }

    @Test
    void whatComesAfterItsSliceIsLateAndNotLost() throws IOException {
        for (long seed = 0; seed < 10; seed++) {
            RandomEvents generator = new RandomEvents(seed);
            List<byte[]> events = nearlySorted(generator, 9_000, SECOND, 300 * SECOND);
            clear();
            try (StreamSorter sorter = sorter(20 * SECOND, 10 * SECOND, 4 << 20)) {
                addInFrames(sorter, events, generator, 20);
                sorter.finish();
                List<byte[]> inTime = output.collected.events;
                StreamMergeTest.assertSame(RandomEvents.sortedDistinct(inTime), inTime, "in time, seed " + seed);
                assertTrue(sorter.stats().lateEvents() > 100, "late events, seed " + seed);
                List<byte[]> all = new ArrayList<>(inTime);
                all.addAll(late.events);
                StreamMergeTest.assertSame(
                        RandomEvents.sortedDistinct(events), RandomEvents.sortedDistinct(all), "all, seed " + seed);
            }
        }
    }

    @Test
    void oneEventOfTheFutureMakesNoOtherLate() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        for (long future : new long[] {-1L, BASE + 24 * HOUR, BASE + 2 * HOUR}) {
            clear();
            try (StreamSorter sorter = sorter(SECOND, 10 * SECOND, 4 << 20)) {
                sorter.wallClock(BASE + 240 * HOUR);
                List<byte[]> events = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    byte[] event = generator.event(i == 30 ? future : BASE + i * SECOND, "m" + i);
                    events.add(event);
                    add(sorter, 0, event);
                }
                assertTrue(output.collected.events.size() >= 80, "kept: " + output.collected.events.size());
                sorter.finish();
                assertEquals(0, sorter.stats().lateEvents());
                StreamMergeTest.assertSame(
                        RandomEvents.sortedDistinct(events), output.collected.events, "future " + future);
            }
        }
    }

    @Test
    void aGapThatManyEventsConfirmIsBelieved() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        try (StreamSorter sorter = sorter(SECOND, 10 * SECOND, 4 << 20)) {
            sorter.wallClock(BASE + 2400 * HOUR);
            add(sorter, 0, generator.event(BASE, "before"));
            for (int i = 0; i < 200; i++) {
                add(sorter, 0, generator.event(BASE + 1000 * HOUR + i * SECOND, "after"));
            }
            assertTrue(output.collected.events.size() > 150, "given out: " + output.collected.events.size());
        }
    }

    @Test
    void whatNobodyFollowsComesOutWhenTimeHasPassed() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        try (StreamSorter sorter = sorter(15 * SECOND, 10 * SECOND, 4 << 20)) {
            add(sorter, 0, generator.event(BASE + SECOND, "alone"));
            sorter.waited(23 * SECOND);
            assertEquals(0, output.collected.events.size());
            sorter.waited(SECOND);
            assertEquals(1, output.collected.events.size());
        }
    }

    @Test
    void recordedArrivalDecidesWhereItIsKnown() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        try (StreamSorter sorter = sorter(0, 10 * SECOND, 4 << 20)) {
            add(sorter, BASE + 5 * SECOND, generator.event(BASE + 100 * SECOND, "b"), generator.event(BASE, "a"));
            assertEquals(0, output.collected.events.size());
            add(sorter, BASE + 10 * SECOND, generator.event(BASE + SECOND, "c"));
            assertEquals(2, output.collected.events.size());
            add(sorter, BASE + 11 * SECOND, generator.event(BASE + 9 * SECOND, "late"));
            sorter.finish();
            assertEquals(1, late.events.size());
            assertEquals(3, output.collected.events.size());
        }
    }

    @Test
    void ofABrokenPayloadTheGoodEventsAreTaken() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        byte[] newer = generator.event(BASE, "newer");
        newer[0] = 2;
        byte[] payload = payload(List.of(generator.event(BASE, "a"), newer, generator.event(BASE, "b")));
        try (StreamSorter sorter = sorter(SorterOptions.WHEN_INPUT_ENDS, 10 * SECOND, 4 << 20)) {
            assertNotNull(sorter.addAll(payload, 0, payload.length, 0));
            assertNotNull(sorter.addAll(payload, 0, payload.length - 1, 0));
            sorter.finish();
            assertEquals(2, output.collected.events.size());
            assertEquals(1, sorter.stats().duplicates());
        }
    }

    @Test
    void statisticsCountWhatLiesBehind() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        try (StreamSorter sorter = sorter(SorterOptions.WHEN_INPUT_ENDS, 10 * SECOND, 4 << 20)) {
            byte[] first = generator.event(BASE + 100 * SECOND, "first");
            add(sorter, 0, first, generator.event(BASE + 95 * SECOND, "5 s"), generator.event(BASE, "100 s"), first);
            sorter.finish();
            SorterStats stats = sorter.stats();
            assertEquals(4, stats.events());
            assertEquals(2, stats.inversions());
            assertEquals(1, stats.behind(1));
            assertEquals(1, stats.behind(3));
            assertEquals(1, stats.duplicates());
        }
    }
}
