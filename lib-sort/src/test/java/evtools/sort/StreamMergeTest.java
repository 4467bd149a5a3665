package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameReader;
import evtools.sort.Streams.FrameSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamMergeTest {
    @TempDir
    Path temporary;

    private final FrameSink sink = new FrameSink();

    private MergeCounts merge(boolean dropDuplicates, List<byte[]> streams) throws IOException {
        try (StreamMerge merge = new StreamMerge(dropDuplicates, temporary)) {
            int[] next = {0};
            return merge.drain(
                    () -> {
                        int i = next[0]++;
                        if (i >= streams.size()) {
                            return null;
                        }
                        FrameReader reader =
                                new FrameReader(new ByteArrayInputStream(streams.get(i)), (offset, length, what) -> {
                                    throw new IllegalStateException(what);
                                });
                        return new StreamMerge.Input("input" + i, reader, reader::next, reader::close);
                    },
                    sink);
        }
    }

    static void assertSame(List<byte[]> expected, List<byte[]> found, String what) {
        assertEquals(expected.size(), found.size(), what);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), what + ", event " + i);
        }
    }

    @Test
    void mergesLikeASortOfEverything() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            RandomEvents generator = new RandomEvents(seed);
            int inputs = 1 + generator.random().nextInt(9);
            long range = new long[] {4, 500, 100_000_000_000L}[(int) (seed % 3)];
            List<byte[]> all = generator.events(400, range);
            List<List<byte[]>> parts = new ArrayList<>();
            for (int i = 0; i < inputs; i++) {
                parts.add(new ArrayList<>());
            }
            for (byte[] event : all) {
                parts.get(generator.random().nextInt(inputs)).add(event);
                if (generator.random().nextInt(4) == 0) {
                    parts.get(generator.random().nextInt(inputs)).add(event);
                }
            }
            List<byte[]> distinct = new ArrayList<>();
            List<byte[]> plain = new ArrayList<>();
            List<byte[]> everything = new ArrayList<>();
            for (List<byte[]> part : parts) {
                everything.addAll(part);
                plain.add(Streams.cutAtRandom(RandomEvents.sorted(part), generator.random(), false));
                distinct.add(Streams.cutAtRandom(RandomEvents.sortedDistinct(part), generator.random(), true));
            }
            String what = "seed " + seed;

            sink.collected.events.clear();
            merge(true, distinct);
            assertSame(RandomEvents.sortedDistinct(all), sink.collected.events, what);

            sink.collected.events.clear();
            MergeCounts counts = merge(true, plain);
            assertSame(RandomEvents.sortedDistinct(all), sink.collected.events, what);
            assertEquals(everything.size() - sink.collected.events.size(), counts.duplicateEvents(), what);

            sink.collected.events.clear();
            merge(false, plain);
            assertSame(RandomEvents.sorted(everything), sink.collected.events, what);
        }
    }

    @Test
    void framesThatOverlapNothingPassWhole() throws IOException {
        RandomEvents generator = new RandomEvents(5);
        List<byte[]> events = RandomEvents.sortedDistinct(generator.events(900, 1_000_000));
        List<byte[]> even = new ArrayList<>();
        List<byte[]> odd = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            int to = i == 8 ? events.size() : (i + 1) * 60;
            (i % 2 == 0 ? even : odd).add(Streams.frame(events.subList(i * 60, to), FrameCodec.ZSTD, true, 0, 0));
        }
        MergeCounts counts = merge(true, List.of(Streams.concat(even), Streams.concat(odd)));
        assertSame(events, sink.collected.events, "seed 5");
        assertEquals(9, counts.wholeFrames());
        assertEquals(0, counts.events());
    }

    @Test
    void equalEventsAtTheSeamOfWholeFramesFallOut() throws IOException {
        RandomEvents generator = new RandomEvents(5);
        List<byte[]> one = List.of(generator.event(10, "a"), generator.event(20, "b"));
        List<byte[]> two = List.of(generator.event(20, "b"), generator.event(30, "c"));
        for (int codec : new int[] {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD}) {
            sink.collected.events.clear();
            byte[] stream = Streams.concat(
                    List.of(Streams.frame(one, codec, true, 0, 0), Streams.frame(two, codec, true, 0, 0)));
            MergeCounts counts = merge(true, List.of(stream));
            assertSame(List.of(one.get(0), one.get(1), two.get(1)), sink.collected.events, "codec " + codec);
            assertEquals(1, counts.duplicateEvents());
        }
    }

    @Test
    void copiesOfAFrameFallOutUndecoded() throws IOException {
        RandomEvents generator = new RandomEvents(6);
        List<byte[]> events = RandomEvents.sortedDistinct(generator.events(100, 1_000_000));
        byte[] frame = Streams.frame(events, FrameCodec.ZSTD, true, 77, 1);
        MergeCounts counts = merge(true, List.of(frame, frame, frame));
        assertSame(events, sink.collected.events, "seed 6");
        assertEquals(2, counts.duplicateFrames());
        assertEquals(1, counts.wholeFrames());
    }

    @Test
    void framesWithOneIdAndDifferentContentsAreBothKept() throws IOException {
        RandomEvents generator = new RandomEvents(6);
        byte[] one = Streams.frame(List.of(generator.event(1, "a")), FrameCodec.NONE, true, 77, 1);
        byte[] two = Streams.frame(List.of(generator.event(2, "b")), FrameCodec.NONE, true, 77, 1);
        MergeCounts counts = merge(true, List.of(one, two));
        assertEquals(2, sink.collected.events.size());
        assertEquals(1, counts.conflictingFrames());
        assertEquals(0, counts.duplicateFrames());
    }

    @Test
    void moreInputsThanCanBeOpenAreMergedInGroups() throws IOException {
        RandomEvents generator = new RandomEvents(8);
        List<byte[]> all = generator.events(3000, 100_000);
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            List<byte[]> part = all.subList(i * 5, i * 5 + 5);
            streams.add(Streams.frame(RandomEvents.sortedDistinct(part), FrameCodec.NONE, true, 0, 0));
        }
        merge(true, streams);
        assertSame(RandomEvents.sortedDistinct(all), sink.collected.events, "seed 8");
        try (var files = Files.list(temporary)) {
            assertEquals(0, files.count(), "temporary files left");
        }
    }

    @Test
    void unsortedInputIsRefusedWithItsPlace() {
        RandomEvents generator = new RandomEvents(9);
        byte[] late = generator.event(10, "late");
        byte[] early = generator.event(5, "early");
        byte[] frame = Streams.frame(List.of(early, late, early), FrameCodec.NONE, false, 0, 0);
        UnsortedInputException inside =
                assertThrows(UnsortedInputException.class, () -> merge(true, List.of(new byte[0], frame)));
        assertEquals("input1", inside.input());
        long place = 96L + 2 + early.length + 2 + late.length;
        assertTrue(
                String.valueOf(inside.getMessage()).contains("not sorted, at byte " + place + " ("),
                inside.getMessage());

        byte[] first = Streams.frame(List.of(late), FrameCodec.ZSTD, true, 0, 0);
        byte[] second = Streams.frame(List.of(early), FrameCodec.ZSTD, true, 0, 0);
        UnsortedInputException between = assertThrows(
                UnsortedInputException.class, () -> merge(true, List.of(Streams.concat(List.of(first, second)))));
        assertEquals(
                "input0: not sorted, at byte " + first.length
                        + " (expected 1970-01-01T00:00:00.000000100Z or later, found 1970-01-01T00:00:00.000000050Z)",
                between.getMessage());
    }

    @Test
    void equalPointsInTheWrongOrderAcrossFramesAreRefused() {
        RandomEvents generator = new RandomEvents(9);
        List<byte[]> ties = RandomEvents.sorted(List.of(generator.event(10, "a"), generator.event(10, "b")));
        byte[] first = Streams.frame(List.of(ties.get(1)), FrameCodec.NONE, true, 0, 0);
        byte[] second = Streams.frame(List.of(ties.get(0)), FrameCodec.NONE, true, 0, 0);
        assertThrows(UnsortedInputException.class, () -> merge(true, List.of(Streams.concat(List.of(first, second)))));
    }
}
