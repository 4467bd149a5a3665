package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSorterTest {
    private static final long SMALL = EventSorter.MIN_MEMORY_BYTES;

    @TempDir
    Path directory;

    /** An event, and how it may lie in a frame: as a row without its tail. */
    private static final class Sample {
        private final byte[] whole;
        private final byte[] row;
        private final @Nullable SharedTail tail;

        Sample(byte[] whole, byte[] row, @Nullable SharedTail tail) {
            this.whole = whole;
            this.row = row;
            this.tail = tail;
        }
    }

    private static List<SharedTail> tails(int count) {
        List<SharedTail> tails = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] value = ("tail" + i).getBytes(StandardCharsets.US_ASCII);
            byte[] entries = new byte[2 + 1 + value.length];
            entries[0] = 1;
            entries[1] = (byte) value.length;
            entries[2] = 'k';
            System.arraycopy(value, 0, entries, 3, value.length);
            tails.add(new SharedTail(entries));
        }
        return tails;
    }

    private static Sample sample(byte[] row, @Nullable SharedTail tail) {
        if (tail == null) {
            return new Sample(row, row, null);
        }
        byte[] whole = new byte[row.length + tail.entries().length];
        tail.expand(row, 0, row.length, whole, 0);
        return new Sample(whole, row, tail);
    }

    private static List<Sample> samples(RandomEvents generator, int count, long range, int tailCount, int text) {
        Random random = generator.random();
        List<SharedTail> tails = tails(tailCount);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i > 0 && random.nextInt(5) == 0) {
                samples.add(samples.get(random.nextInt(i)));
                continue;
            }
            byte[] row = generator.event(
                    RandomEvents.BASE_POINT + random.nextLong(range),
                    "m" + random.nextInt(3) + "x".repeat(random.nextInt(text)));
            SharedTail tail = random.nextInt(4) == 0 ? null : tails.get(random.nextInt(tailCount));
            samples.add(sample(row, tail));
        }
        return samples;
    }

    /** The events as frames; of those with a tail some lie whole all the same. */
    private static byte[] stream(List<Sample> samples, Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventStreamWriter writer = new EventStreamWriter(bytes)) {
            for (Sample sample : samples) {
                SharedTail tail = random.nextInt(4) == 0 ? null : sample.tail;
                if (tail == null) {
                    writer.add(sample.whole, 0, sample.whole.length);
                } else {
                    writer.add(sample.row, 0, sample.row.length, tail);
                }
                if (random.nextInt(50) == 0) {
                    writer.cut();
                }
            }
            writer.flush();
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> expected(List<Sample> samples, boolean distinct) {
        List<byte[]> events = new ArrayList<>();
        samples.forEach(sample -> events.add(sample.whole));
        return distinct ? RandomEvents.sortedDistinct(events) : RandomEvents.sorted(events);
    }

    private static void addAll(InputStream stream, EventSorter sorter, boolean inOrder) throws IOException {
        try (FrameReader reader = new FrameReader(stream, (offset, length, what) -> {
            throw new IllegalStateException(what);
        })) {
            while (reader.next()) {
                if (inOrder) {
                    sorter.reached(reader.header().minPoint());
                }
                assertNull(sorter.add(reader));
            }
        }
    }

    private EventSorter sorter(long memory, boolean distinct, MergeSink sink) {
        return new EventSorter(memory, directory, distinct, true, sink);
    }

    @Test
    void outputDependsOnTheEventsAlone() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            RandomEvents generator = new RandomEvents(seed);
            Random random = generator.random();
            long range = new long[] {1, 50, 100_000, 1L << 45}[(int) (seed % 4)];
            int tailCount = seed % 3 == 0 ? 400 : 5;
            List<Sample> samples = samples(generator, random.nextInt(3_000), range, tailCount, 80);
            boolean distinct = seed % 5 != 0;
            Streams.FrameSink sink = new Streams.FrameSink();
            try (EventSorter sorter = sorter(SMALL, distinct, sink)) {
                addAll(new ByteArrayInputStream(stream(samples, random)), sorter, false);
                sorter.finish();
                List<byte[]> expected = expected(samples, distinct);
                StreamMergeTest.assertSame(expected, sink.collected.events, "seed " + seed);
                assertEquals(samples.size() - expected.size(), sorter.stats().duplicates(), "duplicates, seed " + seed);
            }
        }
    }

    @Test
    void memoryMakesNoDifference() throws IOException {
        for (long range : new long[] {1, 300, 2_000_000, 1L << 50}) {
            RandomEvents generator = new RandomEvents(range);
            List<Sample> samples = samples(generator, 60_000, range, 300, 400);
            byte[] stream = stream(samples, generator.random());
            List<byte[]> expected = expected(samples, true);
            for (long memory : new long[] {SMALL, 64 << 20}) {
                Streams.FrameSink sink = new Streams.FrameSink();
                try (EventSorter sorter = sorter(memory, true, sink)) {
                    addAll(new ByteArrayInputStream(stream), sorter, false);
                    sorter.finish();
                    StreamMergeTest.assertSame(
                            expected, sink.collected.events, "range " + range + ", memory " + memory);
                    assertEquals(memory == SMALL, sorter.stats().spilledRuns() > 0, "spilled, range " + range);
                }
            }
        }
        try (var files = Files.list(directory)) {
            assertEquals(0, files.count(), "temporary files left");
        }
    }

    /** More blocks in files than are read at a time; and rows so long that a stretch can't have them all in memory. */
    @Test
    void manyBlocksAndLongRowsInFilesMakeNoDifference() throws IOException {
        long[][] cases = {{160_000, 2_000_000, 500}, {160_000, 40, 500}, {1_500, 1L << 20, 60_000}};
        for (long[] each : cases) {
            RandomEvents generator = new RandomEvents(each[1]);
            List<Sample> samples = samples(generator, (int) each[0], each[1], 40, (int) each[2]);
            Streams.FrameSink sink = new Streams.FrameSink();
            try (EventSorter sorter = sorter(SMALL, true, sink)) {
                addAll(new ByteArrayInputStream(stream(samples, generator.random())), sorter, false);
                sorter.finish();
                StreamMergeTest.assertSame(expected(samples, true), sink.collected.events, "range " + each[1]);
                assertTrue(
                        sorter.stats().spilledRuns() > 130,
                        "spilled: " + sorter.stats().spilledRuns());
            }
        }
        try (var files = Files.list(directory)) {
            assertEquals(0, files.count(), "temporary files left");
        }
    }

    @Test
    void framesOfFilesComeInOrderAndCopiesOnce() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            RandomEvents generator = new RandomEvents(seed);
            Random random = generator.random();
            List<Sample> samples = samples(generator, 2_000, 1_000_000, 20, 80);
            int half = random.nextInt(samples.size());
            byte[] first = stream(samples.subList(0, half), random);
            byte[] second = stream(samples.subList(half, samples.size()), random);
            Streams.FrameSink sink = new Streams.FrameSink();
            try (FramesInOrder frames = new FramesInOrder(10_000, true);
                    EventSorter sorter = sorter(SMALL, true, sink)) {
                int number = 0;
                for (byte[] each : List.of(first, second, first)) {
                    Path file = Files.write(directory.resolve("f" + seed + "-" + number++), each);
                    assertTrue(frames.add(file.toFile()));
                }
                frames.begin();
                addAll(frames, sorter, true);
                sorter.finish();
                StreamMergeTest.assertSame(expected(samples, true), sink.collected.events, "seed " + seed);
                assertEquals(half == 0 ? 0 : framesIn(first), frames.copies(), "seed " + seed);
            }
        }
    }

    private static long framesIn(byte[] stream) throws IOException {
        long count = 0;
        try (FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {})) {
            while (reader.next()) {
                count++;
            }
        }
        return count;
    }

    @Test
    void whatIsReachedIsGivenOutBeforeTheEnd() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        List<byte[]> events = RandomEvents.sorted(generator.events(60_000, 1L << 40));
        Streams.FrameSink sink = new Streams.FrameSink();
        try (EventSorter sorter = sorter(SMALL, true, sink)) {
            for (int from = 0; from < events.size(); from += 100) {
                byte[] frame = Streams.frame(events.subList(from, from + 100), FrameCodec.ZSTD, true, 0, 0);
                addAll(new ByteArrayInputStream(frame), sorter, true);
            }
            assertTrue(sink.collected.events.size() > 30_000, "given out: " + sink.collected.events.size());
            sorter.finish();
            assertEquals(0, sorter.stats().spilledRuns());
        }
        StreamMergeTest.assertSame(RandomEvents.sortedDistinct(events), sink.collected.events, "all");
    }

    @Test
    void anEventBeforeItsFramesLeastPointIsDamage() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        List<byte[]> events = List.of(generator.event(100, "a"), generator.event(200, "b"));
        Streams.FrameSink sink = new Streams.FrameSink();
        byte[] frame = Streams.frame(events, FrameCodec.NONE, true, 0, 0);
        try (EventSorter sorter = sorter(SMALL, true, sink);
                FrameReader reader = new FrameReader(new ByteArrayInputStream(frame), (offset, length, what) -> {})) {
            assertTrue(reader.next());
            sorter.reached(150);
            assertNotNull(sorter.add(reader));
            sorter.finish();
        }
        StreamMergeTest.assertSame(events.subList(1, 2), sink.collected.events, "all");
    }

    @Test
    void damagedFilesAreToBeReadFromTheirBeginning() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        byte[] frame = Streams.frame(generator.events(10, 100), FrameCodec.NONE, false, 0, 0);
        byte[] cut = Streams.concat(List.of(frame, Arrays.copyOf(frame, frame.length - 1)));
        try (FramesInOrder frames = new FramesInOrder(10_000, true)) {
            assertFalse(frames.add(Files.write(directory.resolve("cut"), cut).toFile()));
            frames.begin();
            assertEquals(-1, frames.read());
        }
    }
}
