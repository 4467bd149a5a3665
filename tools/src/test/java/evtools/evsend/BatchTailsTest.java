package evtools.evsend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventOrder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import evtools.format.stream.EventReader;
import evtools.format.stream.EventStreamWriter;
import evtools.format.stream.SharedTail;
import evtools.pipe.Durability;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rows that share tails make the same frames as the same rows whole. */
class BatchTailsTest {
    private static final int WIDTH_SECONDS = 1_024;
    private static final long FIRST = 100_000_000_000_000_000L;

    private static byte[] tail(int number) {
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        if (number % 7 == 3) {
            out.put(OwnKeys.durability().length)
                    .put(4)
                    .put(OwnKeys.durability())
                    .putLatin1("safe");
        }
        String source = "/var/log/" + "x".repeat(number % 50) + "#" + number;
        out.put(OwnKeys.source().length)
                .put(source.length())
                .put(OwnKeys.source())
                .putLatin1(source);
        return out.toByteArray();
    }

    /** A stream of events of which some come twice, by their own writer's frames. */
    private static byte[] stream(long seed, int events, int tails, long spreadTicks, int codec) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventBuilder builder = new EventBuilder();
        SharedTail[] sharedTails = new SharedTail[tails];
        for (int i = 0; i < tails; i++) {
            sharedTails[i] = new SharedTail(tail(i));
        }
        try (EventStreamWriter writer = new EventStreamWriter(new FrameWriter(out), codec, 1 << 17)) {
            for (int i = 0; i < events; i++) {
                long point = FIRST + random.nextLong(spreadTicks);
                byte[] text = Integer.toString(random.nextInt(2)).getBytes(StandardCharsets.US_ASCII);
                SharedTail tail = sharedTails[random.nextInt(Math.min(tails, 1 + i / 20))];
                boolean here = random.nextInt(10) > 0;
                ByteArrayBuilder buffer = writer.prepare(2_000);
                int version = here ? writer.versionOf(tail) : 1;
                builder.begin(point).text(text, 0, text.length);
                int start = buffer.length();
                if (version == 1) {
                    byte[] entries = tail.entries();
                    for (int at = 0; at < entries.length; at += 2 + entries[at] + entries[at + 1]) {
                        int value = at + 2 + entries[at];
                        builder.beside(Arrays.copyOfRange(entries, at + 2, value), entries, value, entries[at + 1]);
                    }
                }
                builder.finish(buffer);
                buffer.array()[start + 2] = (byte) version;
                writer.added(point);
                if (random.nextInt(200) == 0) {
                    writer.cut();
                }
            }
            writer.cut();
        }
        return out.toByteArray();
    }

    private static final class Made implements FrameBuilder.Frames {
        private final Map<String, EventChecksum> sums = new TreeMap<>();
        private final Map<String, Integer> frames = new TreeMap<>();
        private long rawBytes;
        private long sequence;

        @Override
        public long takeSequence() {
            return ++sequence;
        }

        @Override
        public void frame(FrameHeader header, ByteBuffer frame) throws IOException {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            String group = header.copies() + "/" + header.acks() + " in " + header.bucket();
            EventChecksum sum = sums.computeIfAbsent(group, any -> new EventChecksum());
            frames.merge(group, 1, Integer::sum);
            rawBytes += header.rawLength();
            EventView event = new EventView();
            byte[] last = {};
            int events = 0;
            try (FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes), (offset, length, what) -> {
                        throw new AssertionError(what);
                    });
                    EventReader whole = new EventReader(reader)) {
                while (whole.next(event)) {
                    sum.add(event.buffer(), event.offset(), event.length());
                    byte[] copy = Arrays.copyOfRange(event.buffer(), event.offset(), event.offset() + event.length());
                    if (events++ > 0) {
                        assertTrue(EventOrder.compare(last, 0, last.length, copy, 0, copy.length) < 0);
                    }
                    last = copy;
                }
            }
            assertEquals(header.events(), events);
        }

        @Override
        public String toString() {
            return sums + " " + frames;
        }
    }

    private static Made send(byte[] stream, boolean asTheyLie, int maxBytes) throws IOException {
        Made made = new Made();
        BucketRule rule = new BucketRule(WIDTH_SECONDS, 0, Long.MAX_VALUE);
        try (FrameBuilder builder = new FrameBuilder(rule, maxBytes, 0, 1, made);
                FrameReader frames = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
                    throw new AssertionError(what);
                })) {
            Batch batch = new Batch(maxBytes, Durability.NORMAL, builder, () -> FIRST * 10);
            EventView event = new EventView();
            long frameAt = -1;
            try (EventReader reader = new EventReader(
                    frames,
                    () -> {
                        batch.settle();
                        return frames.next();
                    },
                    other -> {},
                    asTheyLie ? batch.tails() : null)) {
                while (reader.next(event)) {
                    if (frames.streamOffset() != frameAt) {
                        frameAt = frames.streamOffset();
                        batch.from(frames.header());
                    }
                    boolean full = reader.liesInFrame(event) ? batch.addUnsettled(event) : batch.add(event);
                    assertTrue(full || !batch.isEmpty());
                }
            }
            batch.cutAll();
        }
        return made;
    }

    private static void same(long seed, int events, int tails, long spreadTicks, int codec) throws IOException {
        byte[] stream = stream(seed, events, tails, spreadTicks, codec);
        Made whole = send(stream, false, 1 << 18);
        Made rows = send(stream, true, 1 << 18);
        String what = "seed " + seed + ", " + tails + " tails";
        assertEquals(whole.sums.toString(), rows.sums.toString(), what);
        assertTrue(rows.rawBytes < whole.rawBytes, what);
    }

    @Test
    void oneBucketManyTies() throws IOException {
        same(1, 20_000, 5, 100, FrameCodec.NONE);
        same(2, 20_000, 40, 1_000, FrameCodec.LZ4);
    }

    @Test
    void manyBuckets() throws IOException {
        same(3, 20_000, 30, 40L * WIDTH_SECONDS * 100_000_000, FrameCodec.NONE);
    }

    @Test
    void moreTailsThanATableHolds() throws IOException {
        same(4, 40_000, 600, 1_000_000, FrameCodec.NONE);
        same(5, 40_000, 600, 10L * WIDTH_SECONDS * 100_000_000, FrameCodec.ZSTD);
    }
}
