package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameReader;
import evtools.sort.Streams.FrameSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merging thousands of inputs that follow one another in time, as an archive's segments do. */
class TimedMergeTest {
    @TempDir
    private Path temporary;

    private int open;
    private int mostOpen;

    private final class Counted implements StreamMerge.TimedInput {
        private final long minPoint;
        private final byte[] stream;

        Counted(List<byte[]> events) {
            minPoint = BigEndian.getLong(events.getFirst(), EventFormat.POINT_OFFSET);
            stream = Streams.frame(events, FrameCodec.NONE, true, 0, 0);
        }

        @Override
        public long minPoint() {
            return minPoint;
        }

        @Override
        public StreamMerge.Input open() {
            open++;
            mostOpen = Math.max(mostOpen, open);
            boolean[] closed = new boolean[1];
            FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
                throw new IllegalStateException(what);
            });
            return new StreamMerge.Input("input", reader, reader::next, () -> {
                open -= closed[0] ? 0 : 1;
                closed[0] = true;
                reader.close();
            });
        }
    }

    @Test
    void inputsAreLetGoOfWhenTheyEnd() throws IOException {
        long seed = 4;
        List<byte[]> all = new ArrayList<>(new RandomEvents(seed).events(6_000, 1_000_000_000_000L));
        all.sort((a, b) -> EventOrder.compare(a, 0, a.length, b, 0, b.length));
        List<Counted> inputs = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 3) {
            inputs.add(new Counted(all.subList(i, Math.min(all.size(), i + 3))));
        }
        Collections.shuffle(inputs, new Random(seed));
        FrameSink sink = new FrameSink();
        try (StreamMerge merge = new StreamMerge(false, temporary)) {
            merge.drainByTime(inputs, sink);
        }
        StreamMergeTest.assertSame(all, sink.collected.events, "seed " + seed);
        assertEquals(0, open);
        assertTrue(mostOpen <= 8, "inputs open at the same time: " + mostOpen);
    }
}
