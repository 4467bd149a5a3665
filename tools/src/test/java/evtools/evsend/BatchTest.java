package evtools.evsend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int WIDTH_SECONDS = 1_024;
    private static final long FIRST = 100_000_000_000_000_000L;
    private static final int MAX_BYTES = 1 << 20;

    private record Made(long bucket, int events, int rawLength, long minPoint, long maxPoint) {}

    private static final class Frames implements FrameBuilder.Frames {
        private final List<Made> made = new ArrayList<>();
        private long sequence;

        @Override
        public long takeSequence() {
            return ++sequence;
        }

        @Override
        public void frame(FrameHeader header, ByteBuffer frame) {
            made.add(new Made(
                    header.bucket(), header.events(), header.rawLength(), header.minPoint(), header.maxPoint()));
            assertEquals(header.frameLength(), frame.remaining());
            assertEquals(FrameHeader.MAGIC, frame.getInt(frame.position()));
        }
    }

    private static List<Made> send(int events, long spreadTicks, long seed) throws IOException {
        Frames frames = new Frames();
        BucketRule rule = new BucketRule(WIDTH_SECONDS, 0, Long.MAX_VALUE);
        try (FrameBuilder builder = new FrameBuilder(rule, MAX_BYTES, 0, 1, frames)) {
            Batch batch = new Batch(MAX_BYTES, new Durability(3, 2, false), builder, () -> FIRST * 10);
            Random random = new Random(seed);
            EventBuilder event = new EventBuilder();
            EventView view = new EventView();
            ByteArrayBuilder bytes = new ByteArrayBuilder(256);
            byte[] text = new byte[150];
            for (int i = 0; i < events; i++) {
                bytes.clear();
                event.begin(FIRST + random.nextLong(spreadTicks)).text(text, 0, text.length);
                int length = event.finish(bytes);
                assertTrue(view.tryWrap(bytes.array(), 2, length));
                batch.add(view);
            }
            batch.cutAll();
            assertTrue(batch.isEmpty());
        }
        assertEquals(events, frames.made.stream().mapToInt(Made::events).sum(), "seed " + seed);
        for (Made frame : frames.made) {
            assertTrue(frame.rawLength <= MAX_BYTES);
            assertEquals(frame.bucket, evtools.format.Point.bucket(frame.minPoint, WIDTH_SECONDS));
            assertEquals(frame.bucket, evtools.format.Point.bucket(frame.maxPoint, WIDTH_SECONDS));
        }
        return frames.made;
    }

    @Test
    void oneBucketMakesFullFrames() throws IOException {
        List<Made> made = send(50_000, 100_000_000L, 1);
        long bytes = made.stream().mapToLong(Made::rawLength).sum();
        assertEquals((bytes + MAX_BYTES - 1) / MAX_BYTES, made.size());
    }

    @Test
    void mixedBucketsMakeFewFramesAllTheSame() throws IOException {
        int buckets = 500;
        List<Made> made = send(600_000, buckets * 100_000_000L * WIDTH_SECONDS, 2);
        Set<Long> distinct = new HashSet<>();
        made.forEach(frame -> distinct.add(frame.bucket));
        assertTrue(distinct.size() >= buckets);
        assertTrue(made.size() <= 2.2 * distinct.size(), made.size() + " frames for " + distinct.size() + " buckets");
    }
}
