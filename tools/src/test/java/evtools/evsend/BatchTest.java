package evtools.evsend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.frame.FrameHeader;
import evtools.pipe.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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

    private static final class Classes implements FrameBuilder.Frames {
        private final Map<String, Integer> events = new TreeMap<>();
        private long sequence;

        @Override
        public long takeSequence() {
            return ++sequence;
        }

        @Override
        public void frame(FrameHeader header, ByteBuffer frame) {
            events.merge(
                    new Durability(header.copies(), header.acks(), header.fsync()).toString(),
                    header.events(),
                    Integer::sum);
        }
    }

    @Test
    void framesAreCutByTheClassThatEventsState() throws IOException {
        String[] stated = {"", "safe", "fast", "c2a1", "nonsense", "c3a3s", "c2a1extra"};
        int[] weights = {3, 2, 1, 4, 1, 2, 1};
        Classes made = new Classes();
        BucketRule rule = new BucketRule(WIDTH_SECONDS, 0, Long.MAX_VALUE);
        try (FrameBuilder builder = new FrameBuilder(rule, MAX_BYTES, 0, 1, made)) {
            Batch batch = new Batch(MAX_BYTES, Durability.NORMAL, builder, () -> FIRST * 10);
            EventBuilder event = new EventBuilder();
            EventView view = new EventView();
            ByteArrayBuilder bytes = new ByteArrayBuilder(256);
            for (int i = 0; i < 100; i++) {
                for (int c = 0; c < stated.length; c++) {
                    for (int n = 0; n < weights[c]; n++) {
                        bytes.clear();
                        event.begin(FIRST + 10L * i + n).text(new byte[] {'x'}, 0, 1);
                        byte[] value = stated[c].getBytes(StandardCharsets.US_ASCII);
                        if (value.length > 0) {
                            event.beside(OwnKeys.durability(), value, 0, value.length);
                        }
                        assertTrue(view.tryWrap(bytes.array(), 2, event.finish(bytes)));
                        batch.add(view);
                    }
                }
            }
            batch.cutAll();
            assertTrue(batch.unknownClasses() > 0);
        }
        assertEquals(Map.of("c2a1", 400, "fast", 100, "normal", 500, "safe", 400), made.events);
    }

    @Test
    void manyClassesAreBounded() throws IOException {
        Classes made = new Classes();
        BucketRule rule = new BucketRule(WIDTH_SECONDS, 0, Long.MAX_VALUE);
        try (FrameBuilder builder = new FrameBuilder(rule, MAX_BYTES, 0, 1, made)) {
            Batch batch = new Batch(MAX_BYTES, Durability.NORMAL, builder, () -> FIRST * 10);
            EventBuilder event = new EventBuilder();
            EventView view = new EventView();
            ByteArrayBuilder bytes = new ByteArrayBuilder(256);
            for (int copies = 1; copies <= 64; copies++) {
                byte[] value = ("c" + copies + "a1").getBytes(StandardCharsets.US_ASCII);
                bytes.clear();
                event.begin(FIRST).text(value, 0, value.length).beside(OwnKeys.durability(), value, 0, value.length);
                assertTrue(view.tryWrap(bytes.array(), 2, event.finish(bytes)));
                batch.add(view);
            }
            batch.cutAll();
        }
        assertEquals(64, made.events.size());
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
