package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameFile;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import evtools.sort.Streams.FrameSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Merging of random streams: the output is sorted, holds each distinct event once, and depends on nothing but the
 * events: not on framing, codecs, shared tails, the inputs' number, order or kind, nor on memory.
 */
class MergePropertiesTest {
    private static final int[] CODECS = {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD, FrameCodec.COLUMNAR};
    private static final SharedTail[] TAILS = {
        new SharedTail(new byte[] {1, 1, 'k', 'v'}),
        new SharedTail(new byte[] {1, 2, 'k', 'v', 'w'}),
        new SharedTail(new byte[] {0, 1, 'z'})
    };

    @TempDir
    Path directory;

    private int opened;
    private int mostOpen;

    /** An event as it is before it gets its tail, and that tail; null: it is whole. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Tailed(byte[] row, SharedTail tail, byte[] whole) {}

    private static List<Tailed> tailed(List<byte[]> events, Random random) {
        List<Tailed> all = new ArrayList<>();
        for (byte[] event : events) {
            SharedTail tail = TAILS[random.nextInt(TAILS.length)];
            byte[] whole = new byte[event.length + tail.entries().length];
            tail.expand(event, 0, event.length, whole, 0);
            all.add(new Tailed(event, tail, whole));
        }
        return all;
    }

    private static byte[] stream(List<Tailed> events, Random random) throws IOException {
        List<Tailed> sorted = new ArrayList<>(events);
        sorted.sort((a, b) ->
                evtools.format.event.EventOrder.compare(a.whole, 0, a.whole.length, b.whole, 0, b.whole.length));
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        int from = 0;
        while (from < sorted.size()) {
            int to = Math.min(sorted.size(), from + 1 + random.nextInt(random.nextBoolean() ? 5 : 60));
            List<Tailed> part = sorted.subList(from, to);
            if (random.nextInt(3) == 0) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (EventStreamWriter writer = new EventStreamWriter(bytes)) {
                    for (Tailed event : part) {
                        if (random.nextInt(4) == 0) {
                            writer.add(event.whole, 0, event.whole.length);
                        } else {
                            writer.add(event.row, 0, event.row.length, event.tail);
                        }
                    }
                    writer.flush();
                }
                out.put(bytes.toByteArray());
            } else {
                List<byte[]> whole = new ArrayList<>();
                part.forEach(event -> whole.add(event.whole));
                boolean distinct = RandomEvents.sortedDistinct(whole).size() == whole.size();
                out.put(Streams.frame(whole, CODECS[random.nextInt(CODECS.length)], distinct, 0, 0));
            }
            from = to;
        }
        return out.toByteArray();
    }

    private StreamMerge.Input input(String name, byte[] stream, boolean asFile) throws IOException {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            throw new IllegalStateException(name + ": " + what);
        });
        if (!asFile) {
            return new StreamMerge.Input(name, reader, reader::next, reader::close);
        }
        Path path = directory.resolve(name);
        Files.write(path, stream);
        return open(name, path, reader);
    }

    private StreamMerge.Input open(String name, Path path, FrameReader reader) throws IOException {
        FileChannel channel = FileChannel.open(path);
        opened++;
        mostOpen = Math.max(mostOpen, opened);
        FrameFile file = new FrameFile(channel, (offset, length, what) -> {
            throw new IllegalStateException(name + ": " + what);
        });
        return new StreamMerge.Input(
                name,
                reader,
                reader::next,
                () -> {
                    opened--;
                    channel.close();
                },
                file,
                offset -> {
                    throw new IllegalStateException(name + ": lost at " + offset);
                },
                () -> open(name, path, reader));
    }

    private List<byte[]> merge(List<byte[]> streams, boolean dropDuplicates, Random random, boolean asFiles)
            throws IOException {
        FrameSink sink = new FrameSink();
        sink.takesFiles = random.nextBoolean();
        RowSpill spill = new RowSpill(directory, random.nextInt(3) * 10_000L, random.nextInt(2) * 2_000);
        int[] next = {0};
        try (StreamMerge merge = new StreamMerge(dropDuplicates, directory, spill)) {
            merge.drain(
                    () -> {
                        int i = next[0]++;
                        return i == streams.size()
                                ? null
                                : input("i" + i, streams.get(i), asFiles || random.nextBoolean());
                    },
                    sink);
        }
        assertEquals(0, opened, "inputs left open");
        return sink.collected.events;
    }

    private void check(long seed, int inputs, int events, long range) throws IOException {
        RandomEvents generator = new RandomEvents(seed);
        Random random = generator.random();
        List<Tailed> all = tailed(generator.events(events, range), random);
        List<List<Tailed>> parts = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            parts.add(new ArrayList<>());
        }
        List<byte[]> given = new ArrayList<>();
        for (Tailed event : all) {
            for (int copies = random.nextInt(6) == 0 ? 2 : 1; copies > 0; copies--) {
                parts.get(random.nextInt(inputs)).add(event);
                given.add(event.whole);
            }
        }
        String what = "seed " + seed;
        for (int round = 0; round < 2; round++) {
            List<byte[]> streams = new ArrayList<>();
            for (List<Tailed> part : parts) {
                streams.add(stream(part, random));
            }
            if (random.nextBoolean()) {
                streams.add(streams.getFirst());
                List<byte[]> distinct = merge(streams, true, random, false);
                StreamMergeTest.assertSame(RandomEvents.sortedDistinct(given), distinct, what);
                streams.removeLast();
            }
            Collections.shuffle(streams, random);
            StreamMergeTest.assertSame(
                    RandomEvents.sortedDistinct(given), merge(streams, true, random, random.nextBoolean()), what);
            StreamMergeTest.assertSame(
                    RandomEvents.sorted(given), merge(streams, false, random, random.nextBoolean()), what);
        }
    }

    @Test
    void outputDependsOnNothingButTheEvents() throws IOException {
        for (long seed = 0; seed < 80; seed++) {
            long range = new long[] {5, 300, 1_000_000, 1_000_000_000_000L}[(int) (seed % 4)];
            check(seed, 1 + (int) (seed % 7), 20 + (int) (seed * 3), range);
        }
    }

    @Test
    void hundredsOfInputsThatOverlap() throws IOException {
        check(1000, 700, 3_000, 100_000);
        check(1001, 400, 2_000, 50);
        assertTrue(mostOpen <= StreamMerge.FAN_IN + 1, "open at once: " + mostOpen);
    }

    @Test
    void filesThatFollowOneAnotherAreOpenedOneByOne() throws IOException {
        RandomEvents generator = new RandomEvents(2000);
        List<byte[]> events = RandomEvents.sortedDistinct(generator.events(3_000, 1_000_000_000));
        List<byte[]> streams = new ArrayList<>();
        for (int from = 0; from < events.size(); from += 3) {
            List<byte[]> part = events.subList(from, Math.min(events.size(), from + 3));
            streams.add(Streams.frame(part, FrameCodec.NONE, true, 0, 0));
        }
        Collections.shuffle(streams, generator.random());
        StreamMergeTest.assertSame(events, merge(streams, true, generator.random(), true), "seed 2000");
        assertTrue(mostOpen <= StreamMerge.FAN_IN / 2 + 1, "open at once: " + mostOpen);
    }

    @Test
    void blocksThatDontFitIntoMemoryAreMergedFromAFile() throws IOException {
        RandomEvents generator = new RandomEvents(3000);
        List<byte[]> all = generator.events(30_000, 1_000_000_000);
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<byte[]> part = RandomEvents.sortedDistinct(all.subList(i * 7_500, (i + 1) * 7_500));
            streams.add(Streams.frame(part, FrameCodec.COLUMNAR, true, 0, 0));
        }
        FrameSink sink = new FrameSink();
        int[] next = {0};
        RowSpill spill = new RowSpill(directory, 1, 1_000);
        try (StreamMerge merge = new StreamMerge(true, directory, spill)) {
            merge.drain(
                    () -> next[0] == 4 ? null : input("b" + next[0], streams.get(next[0]++), next[0] % 2 == 0), sink);
        }
        StreamMergeTest.assertSame(RandomEvents.sortedDistinct(all), sink.collected.events, "seed 3000");
    }

    @Test
    void framesWithTheSameBytesAreOneWithoutIds() throws IOException {
        RandomEvents generator = new RandomEvents(4000);
        List<byte[]> events = RandomEvents.sortedDistinct(generator.events(400, 1_000_000));
        List<byte[]> frames = new ArrayList<>();
        for (int from = 0; from < events.size(); from += 50) {
            frames.add(Streams.frame(
                    events.subList(from, Math.min(events.size(), from + 50)), FrameCodec.NONE, true, 0, 0));
        }
        byte[] stream = Streams.concat(frames);
        for (boolean asFiles : new boolean[] {false, true}) {
            FrameSink sink = new FrameSink();
            int[] next = {0};
            MergeCounts counts;
            try (StreamMerge merge = new StreamMerge(true, directory)) {
                counts = merge.drain(() -> next[0] == 3 ? null : input("c" + next[0]++, stream, asFiles), sink);
            }
            StreamMergeTest.assertSame(events, sink.collected.events, "seed 4000");
            assertEquals(2L * frames.size(), counts.duplicateFrames());
            assertEquals(frames.size(), counts.wholeFrames());
        }
    }

    @Test
    void anInvalidRowIsReportedAndTheOthersAreMerged() throws IOException {
        RandomEvents generator = new RandomEvents(5000);
        List<byte[]> events = RandomEvents.sortedDistinct(generator.events(10, 1_000_000));
        List<byte[]> withInvalid = new ArrayList<>(events);
        byte[] invalid = events.get(4).clone();
        invalid[0] = 9;
        withInvalid.add(4, invalid);
        List<String> damage = new ArrayList<>();
        byte[] one = Streams.frame(withInvalid, FrameCodec.NONE, true, 0, 0);
        byte[] other = Streams.frame(events, FrameCodec.LZ4, true, 0, 0);
        FrameSink sink = new FrameSink();
        int[] next = {0};
        try (StreamMerge merge = new StreamMerge(true, directory)) {
            merge.drain(
                    () -> {
                        if (next[0] == 2) {
                            return null;
                        }
                        byte[] bytes = next[0]++ == 0 ? one : other;
                        FrameReader reader = new FrameReader(
                                new ByteArrayInputStream(bytes), (offset, length, what) -> damage.add(what));
                        return new StreamMerge.Input("v" + next[0], reader, reader::next, reader::close);
                    },
                    sink);
        }
        StreamMergeTest.assertSame(events, sink.collected.events, "seed 5000");
        assertEquals(List.of("unknown event version (expected 1, found 9)"), damage);
        assertEquals(EventFormat.VERSION, Arrays.copyOf(events.getFirst(), 1)[0]);
    }
}
