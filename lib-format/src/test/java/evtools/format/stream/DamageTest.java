package evtools.format.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventView;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a stream, a reader gives only events that were written, and says that something is missing. */
class DamageTest {
    private record Read(List<String> events, List<String> damage, long skipped) {}

    private static byte[] stream(int codec, int frames, int eventsPerFrame, boolean end) throws IOException {
        return stream(codec, frames, eventsPerFrame, end, false);
    }

    private static byte[] stream(int codec, int frames, int eventsPerFrame, boolean end, boolean tails)
            throws IOException {
        SharedTail[] shared = {new SharedTail(new byte[] {1, 2, '_', 'a', 'b'}), new SharedTail(new byte[] {0, 1, 'c'})
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventBuilder builder = new EventBuilder();
        try (EventStreamWriter writer = new EventStreamWriter(new FrameWriter(out), codec, 1 << 17)) {
            for (int frame = 0; frame < frames; frame++) {
                for (int i = 0; i < eventsPerFrame; i++) {
                    byte[] text =
                            ("event " + frame + "/" + i + " of many").getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    builder.begin(1_000 + frame * 100 + i).text(text, 0, text.length);
                    ByteArrayBuilder buffer = writer.prepare(builder.length() + 5);
                    int start = buffer.length();
                    builder.finish(buffer);
                    if (tails && i % 4 != 3) {
                        buffer.array()[start + 2] = (byte) writer.versionOf(shared[i & 1]);
                    }
                    writer.added(1_000 + frame * 100 + i);
                }
                writer.cut();
            }
            if (end) {
                writer.end();
            }
        }
        return out.toByteArray();
    }

    private static Read read(InputStream in) throws IOException {
        List<String> damage = new ArrayList<>();
        long[] skipped = new long[1];
        List<String> events = new ArrayList<>();
        try (FrameReader frames = new FrameReader(in, (offset, length, what) -> {
                    damage.add(what + " at " + offset);
                    skipped[0] += length;
                });
                EventReader reader = new EventReader(frames)) {
            EventView event = new EventView();
            while (reader.next(event)) {
                events.add(Arrays.toString(
                        Arrays.copyOfRange(event.buffer(), event.offset(), event.offset() + event.length())));
            }
        }
        return new Read(events, damage, skipped[0]);
    }

    private static Read read(byte[] bytes) throws IOException {
        return read(new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD})
    void everyByteFlipInAFrameWithSharedTailsCostsThatFrame(int codec) throws IOException {
        byte[] good = stream(codec, 3, 4, false, true);
        Read whole = read(good);
        assertEquals(12, whole.events.size());
        assertTrue(whole.damage.isEmpty());
        for (int i = 0; i < good.length; i++) {
            for (int mask : new int[] {1, 0x80, 0xFF}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) mask;
                Read read = read(bad);
                assertEquals(1, read.damage.size(), "flip at " + i + ": " + read.damage);
                assertEquals(8, read.events.size(), "flip at " + i);
                assertTrue(whole.events.containsAll(read.events));
            }
        }
    }

    /** Where the checksums are made right again, anything may come out but an exception. */
    @Test
    void changedRowsAndTablesAreReadTheSameAsTheyLieAndWhole() throws IOException {
        byte[] good = stream(FrameCodec.NONE, 1, 8, false, true);
        for (int i = FrameLimits.HEADER_BYTES - 8; i < good.length; i++) {
            for (int value = 0; value < 256; value += i < FrameLimits.HEADER_BYTES ? 1 : 5) {
                byte[] bad = good.clone();
                bad[i] = (byte) value;
                BigEndian.putInt(bad, 68, crc(bad, FrameLimits.HEADER_BYTES, bad.length));
                BigEndian.putInt(bad, FrameLimits.HEADER_BYTES - 4, crc(bad, 0, FrameLimits.HEADER_BYTES - 4));
                Read asWhole = read(bad);
                assertTrue(asWhole.events.size() == 8 || !asWhole.damage.isEmpty(), "byte " + i + " = " + value);
                TailTable tails = new TailTable();
                int rows = 0;
                List<String> damage = new ArrayList<>();
                try (FrameReader frames = new FrameReader(new ByteArrayInputStream(bad), (o, l, w) -> damage.add(w));
                        EventReader reader = new EventReader(frames, frames::next, other -> {}, tails)) {
                    EventView event = new EventView();
                    while (reader.next(event)) {
                        rows++;
                    }
                }
                assertEquals(asWhole.damage.isEmpty(), damage.isEmpty(), "byte " + i + " = " + value);
                assertTrue(asWhole.events.isEmpty() || rows == asWhole.events.size(), "byte " + i + " = " + value);
            }
        }
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD})
    void everyByteFlipIsReportedAndCostsOneFrame(int codec) throws IOException {
        byte[] good = stream(codec, 3, 4, false);
        Read whole = read(good);
        assertEquals(12, whole.events.size());
        assertTrue(whole.damage.isEmpty());
        for (int i = 0; i < good.length; i++) {
            for (int mask : new int[] {1, 0x80, 0xFF}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) mask;
                Read read = read(bad);
                assertEquals(1, read.damage.size(), "flip at " + i + ": " + read.damage);
                assertEquals(8, read.events.size(), "flip at " + i);
                assertTrue(whole.events.containsAll(read.events));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD})
    void everyCutGivesAllWholeFramesAndIsReported(int codec) throws IOException {
        byte[] good = stream(codec, 3, 4, false);
        Set<Integer> frameEnds = new HashSet<>();
        try (FrameReader frames = new FrameReader(new ByteArrayInputStream(good), (o, l, w) -> {})) {
            frameEnds.add(0);
            while (frames.next()) {
                frameEnds.add((int) frames.streamOffset() + frames.frameLength());
            }
        }
        assertEquals(4, frameEnds.size());
        List<String> all = read(good).events;
        for (int cut = 0; cut < good.length; cut++) {
            Read read = read(Arrays.copyOf(good, cut));
            int at = cut;
            long wholeFrames = frameEnds.stream().filter(e -> e <= at).count() - 1;
            assertEquals(all.subList(0, (int) wholeFrames * 4), read.events, "cut at " + cut);
            assertEquals(frameEnds.contains(cut), read.damage.isEmpty(), "cut at " + cut);
        }
    }

    @Test
    void afterACutInTheMiddleOfTwoJoinedStreamsTheSecondIsWhole() throws IOException {
        byte[] good = stream(FrameCodec.NONE, 2, 4, true);
        List<String> all = read(good).events;
        for (int cut = 1; cut < good.length - FrameLimits.HEADER_BYTES; cut++) {
            byte[] joined = Arrays.copyOf(good, cut + good.length);
            System.arraycopy(good, 0, joined, cut, good.length);
            List<String> events = read(joined).events;
            assertEquals(all, events.subList(events.size() - all.size(), events.size()), "cut at " + cut);
        }
    }

    @Test
    void chunksInWhichBytesArriveDontMatter() throws IOException {
        long seed = 11;
        Random random = new Random(seed);
        byte[] good = stream(FrameCodec.LZ4, 20, 300, true);
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 4;
        Read expected = read(bad);
        assertFalse(expected.damage.isEmpty());
        for (int round = 0; round < 50; round++) {
            int most = 1 + random.nextInt(2_000);
            Read read = read(new ByteArrayInputStream(bad) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, 1 + random.nextInt(most)));
                }
            });
            assertEquals(expected, read, "seed " + seed);
        }
    }

    @Test
    void garbageIsOneReportOfItsWholeLength() throws IOException {
        long seed = 3;
        byte[] garbage = new byte[1_000_000];
        new Random(seed).nextBytes(garbage);
        Read read = read(garbage);
        assertEquals(List.of(), read.events);
        assertEquals(1, read.damage.size());
        assertEquals(garbage.length, read.skipped);
    }

    @Test
    void randomDamageNeverGivesAnEventThatWasNotWritten() throws IOException {
        long seed = 5;
        Random random = new Random(seed);
        byte[] good = stream(FrameCodec.ZSTD, 30, 20, true);
        Set<String> all = new HashSet<>(read(good).events);
        for (int round = 0; round < 300; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(5); i >= 0; i--) {
                int from = random.nextInt(bad.length);
                int to = Math.min(bad.length, from + 1 + random.nextInt(200));
                if (random.nextBoolean()) {
                    Arrays.fill(bad, from, to, (byte) random.nextInt());
                } else {
                    byte[] cut = new byte[bad.length - (to - from)];
                    System.arraycopy(bad, 0, cut, 0, from);
                    System.arraycopy(bad, to, cut, from, bad.length - to);
                    bad = cut;
                }
            }
            Read read = read(bad);
            assertTrue(all.containsAll(read.events), "seed " + seed + " round " + round);
            assertTrue(Arrays.equals(bad, good) || !read.damage.isEmpty() || read.events.size() < all.size());
        }
    }
}
