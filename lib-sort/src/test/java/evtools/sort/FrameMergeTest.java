package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameHeader;
import evtools.sort.Streams.FrameSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameMergeTest {
    @TempDir
    Path temporary;

    private final FrameHeader header = new FrameHeader();

    private boolean add(FrameMerge heap, byte[] frame) throws IOException {
        assertNull(header.read(frame, 0));
        return heap.add(header, frame, 0);
    }

    private FrameMerge heap(long memoryBytes) {
        return new FrameMerge(memoryBytes, temporary, (offset, length, what) -> {
            throw new IllegalStateException(what);
        });
    }

    @Test
    void anyFramesInAnyOrderComeOutSorted() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            RandomEvents generator = new RandomEvents(seed);
            long range = new long[] {4, 3000, 100_000_000_000L}[(int) (seed % 3)];
            List<byte[]> all = generator.events(500, range);
            List<byte[]> frames = new ArrayList<>();
            int from = 0;
            long sequence = 1;
            while (from < all.size()) {
                int to = Math.min(all.size(), from + 1 + generator.random().nextInt(60));
                List<byte[]> part = all.subList(from, to);
                boolean sorted = generator.random().nextBoolean();
                byte[] frame = Streams.frame(
                        sorted ? RandomEvents.sortedDistinct(part) : part,
                        generator.random().nextInt(3),
                        sorted,
                        5,
                        sequence++);
                frames.add(frame);
                if (generator.random().nextInt(3) == 0) {
                    frames.add(frame);
                }
                from = to;
            }
            try (FrameMerge heap = heap(16 << 20)) {
                for (byte[] frame : generator.shuffled(frames)) {
                    add(heap, frame);
                }
                FrameSink sink = new FrameSink();
                MergeCounts counts = heap.drain(true, sink);
                StreamMergeTest.assertSame(RandomEvents.sortedDistinct(all), sink.collected.events, "seed " + seed);
                assertEquals(frames.size() - (sequence - 1), counts.duplicateFrames());
                assertEquals(0, heap.size());
                assertFalse(add(heap, frames.getFirst()), "remembers what it gave out");
            }
        }
    }

    @Test
    void whatExceedsTheBudgetGoesThroughTemporaryFiles() throws IOException {
        RandomEvents generator = new RandomEvents(3);
        String text = "x".repeat(20_000);
        List<byte[]> all = new ArrayList<>();
        try (FrameMerge heap = heap(16 << 20)) {
            for (int i = 0; i < 60; i++) {
                List<byte[]> part = new ArrayList<>();
                for (int j = 0; j < 25; j++) {
                    part.add(generator.event(generator.random().nextInt(1_000_000), j + text));
                }
                all.addAll(part);
                assertTrue(add(heap, Streams.frame(RandomEvents.sorted(part), FrameCodec.NONE, true, 9, i + 1)));
            }
            FrameSink sink = new FrameSink();
            heap.drain(true, sink);
            StreamMergeTest.assertSame(RandomEvents.sortedDistinct(all), sink.collected.events, "seed 3");
        }
        try (var files = Files.list(temporary)) {
            assertEquals(0, files.count(), "temporary files left");
        }
    }

    @Test
    void framesThatOverlapNothingAreNotDecoded() throws IOException {
        RandomEvents generator = new RandomEvents(4);
        List<byte[]> events = RandomEvents.sortedDistinct(generator.events(500, 100_000_000));
        try (FrameMerge heap = heap(16 << 20)) {
            List<byte[]> frames = new ArrayList<>();
            for (int i = 0; i + 20 <= events.size(); i += 20) {
                frames.add(Streams.frame(events.subList(i, i + 20), FrameCodec.ZSTD, true, 3, i + 1));
            }
            for (byte[] frame : generator.shuffled(frames)) {
                add(heap, frame);
            }
            FrameSink sink = new FrameSink();
            MergeCounts counts = heap.drain(true, sink);
            assertEquals(frames.size(), counts.wholeFrames());
            StreamMergeTest.assertSame(events.subList(0, frames.size() * 20), sink.collected.events, "seed 4");
        }
    }
}
