package evtools.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import evtools.format.position.Positions;
import evtools.format.position.SourcePosition;
import evtools.sort.Streams.FrameSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldDownSorterTest {
    private static final long SECOND = 100_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final long BASE = RandomEvents.BASE_POINT - RandomEvents.BASE_POINT % (25_600 * SECOND);

    @TempDir
    Path temporary;

    /** What comes out, and when positions do. */
    private static final class Output implements HoldDownOutput {
        final FrameSink inTime = new FrameSink();
        final FrameSink late = new FrameSink();
        final List<Long> positions = new ArrayList<>();

        @Override
        public MergeSink inTime() {
            return inTime;
        }

        @Override
        public MergeSink late() {
            return late;
        }

        @Override
        public void positions(byte[] payload, int offset, int length) throws IOException {
            Positions found = new Positions();
            found.merge(payload, offset, length);
            SourcePosition position = found.get("a");
            assertTrue(position != null);
            positions.add(position.offset());
        }

        List<byte[]> events() {
            return inTime.collected.events;
        }

        List<byte[]> all() {
            List<byte[]> all = new ArrayList<>(events());
            all.addAll(late.collected.events);
            return all;
        }
    }

    private HoldDownOptions options(long holdDownTicks, long sliceTicks) {
        return new HoldDownOptions(holdDownTicks, sliceTicks, 64 << 20, temporary, true, false);
    }

    private static byte[] frame(int codec, boolean sorted, long built, List<byte[]> events) {
        ByteArrayBuilder payload = new ByteArrayBuilder(1024);
        long min = -1;
        long max = 0;
        for (byte[] event : events) {
            payload.putShort(event.length).put(event);
            long point = pointOf(event);
            min = Long.compareUnsigned(point, min) < 0 ? point : min;
            max = Long.compareUnsigned(point, max) > 0 ? point : max;
        }
        FrameHeader header = new FrameHeader()
                .codec(codec)
                .flags(sorted ? FrameFlags.SORTED : 0)
                .builtPoint(built)
                .events(events.size(), min, max);
        ByteArrayBuilder frame = new ByteArrayBuilder(1024);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), frame);
        }
        return frame.toByteArray();
    }

    private static long pointOf(byte[] event) {
        return BigEndian.getLong(event, EventFormat.POINT_OFFSET);
    }

    private static void take(HoldDownSorter sorter, byte[] stream) throws IOException {
        try (FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            throw new IllegalStateException(what);
        })) {
            while (reader.next()) {
                sorter.take(reader, (offset, length, what) -> {
                    throw new IllegalStateException(what);
                });
            }
        }
    }

    private static void add(HoldDownSorter sorter, long built, byte[]... events) throws IOException {
        take(sorter, frame(FrameCodec.NONE, false, built, List.of(events)));
    }

    private static byte[] position(long offset) {
        Positions positions = new Positions();
        positions.put(new SourcePosition("a", 0, 0, 0, 0, 0, 0, 0, offset, 0, false, 0, 0, 0, 0, 0, 0, List.of()));
        ByteArrayBuilder payload = new ByteArrayBuilder(256);
        positions.appendTo(payload);
        return payload.toByteArray();
    }

    private static void addPosition(HoldDownSorter sorter, long offset) throws IOException {
        byte[] payload = position(offset);
        sorter.positions(payload, 0, payload.length);
    }

    /** One case drawn from a seed: frames in the order of their arrival. */
    private static final class Case {
        final RandomEvents generator;
        final Random random;
        final long holdDown;
        final long slice;
        final long disorder;
        final boolean builtTimes;
        final List<byte[]> events = new ArrayList<>();
        final List<List<byte[]>> frames = new ArrayList<>();
        final List<Long> arrivals = new ArrayList<>();

        Case(long seed, int mostEvents, boolean lateOnes) {
            generator = new RandomEvents(seed);
            random = generator.random();
            holdDown = new long[] {0, SECOND, 20 * SECOND, 900 * SECOND}[random.nextInt(4)];
            slice = new long[] {10 * SECOND, 100 * SECOND, 1024 * SECOND}[random.nextInt(3)];
            disorder = lateOnes ? 2 * holdDown + 30 * SECOND : holdDown;
            builtTimes = random.nextBoolean();
            int count = 1 + random.nextInt(mostEvents);
            long step = 1 + random.nextLong(2 * SECOND);
            long now = BASE + random.nextLong(HOUR);
            int padding = random.nextInt(3) * random.nextInt(300);
            List<byte[]> frame = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                now += random.nextLong(step);
                byte[] event = random.nextInt(10) == 0 && !events.isEmpty()
                        ? events.get(events.size() - 1 - random.nextInt(Math.min(3, events.size())))
                        : generator.event(
                                now - (random.nextBoolean() ? 0 : random.nextLong(disorder + 1)),
                                "m" + random.nextInt(5) + "x".repeat(random.nextInt(padding + 1)));
                if (!lateOnes && pointOf(event) + holdDown < now) {
                    continue;
                }
                events.add(event);
                frame.add(event);
                if (random.nextInt(40) == 0) {
                    end(frame, now);
                    frame = new ArrayList<>();
                }
            }
            end(frame, now);
        }

        private void end(List<byte[]> frame, long now) {
            if (!frame.isEmpty()) {
                frames.add(frame);
                arrivals.add(now);
            }
        }

        byte[] frame(int index) {
            List<byte[]> of = frames.get(index);
            boolean sort = random.nextBoolean();
            int codec = new int[] {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD}[random.nextInt(3)];
            return HoldDownSorterTest.frame(
                    codec, sort, builtTimes ? arrivals.get(index) : 0, sort ? RandomEvents.sortedDistinct(of) : of);
        }
    }

    private static long memoryOf(Random random) {
        return new long[] {1, 100_000, 1 << 20, 64 << 20}[random.nextInt(4)];
    }

    @Test
    void withinTheHoldDownNothingIsLateAndAllIsInOrder() throws IOException {
        for (long seed = 0; seed < 1500; seed++) {
            Case drawn = new Case(seed, seed % 100 == 0 ? 3000 : 200, false);
            String what = "seed " + seed;
            Output output = new Output();
            try (HoldDownSorter sorter =
                    new HoldDownSorter(options(drawn.holdDown, drawn.slice), output, memoryOf(drawn.random))) {
                for (int i = 0; i < drawn.frames.size(); i++) {
                    take(sorter, drawn.frame(i));
                }
                sorter.finish();
                assertEquals(0, sorter.stats().lateEvents(), what);
                StreamMergeTest.assertSame(RandomEvents.sortedDistinct(drawn.events), output.events(), what);
            }
        }
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (var files = Files.list(temporary)) {
            assertEquals(0, files.count(), "temporary files left");
        }
    }

    @Test
    void whatIsLateIsNotLostAndTheRestInOrder() throws IOException {
        long lateOnes = 0;
        for (long seed = 0; seed < 700; seed++) {
            Case drawn = new Case(seed, 200, true);
            String what = "seed " + seed;
            Output output = new Output();
            try (HoldDownSorter sorter =
                    new HoldDownSorter(options(drawn.holdDown, drawn.slice), output, memoryOf(drawn.random))) {
                for (int i = 0; i < drawn.frames.size(); i++) {
                    take(sorter, drawn.frame(i));
                }
                sorter.finish();
                lateOnes += sorter.stats().lateEvents();
                StreamMergeTest.assertSame(RandomEvents.sortedDistinct(output.events()), output.events(), what);
                StreamMergeTest.assertSame(
                        RandomEvents.sortedDistinct(drawn.events), RandomEvents.sortedDistinct(output.all()), what);
            }
        }
        assertTrue(lateOnes > 4_000, "late ones: " + lateOnes);
    }

    @Test
    void slicesLeaveExactlyWhenTheyAreDue() throws IOException {
        for (long seed = 0; seed < 700; seed++) {
            Case drawn = new Case(seed, 150, true);
            Output output = new Output();
            long clock = 0;
            long boundary = 0;
            List<byte[]> inTime = new ArrayList<>();
            try (HoldDownSorter sorter =
                    new HoldDownSorter(options(drawn.holdDown, drawn.slice), output, memoryOf(drawn.random))) {
                for (int i = 0; i < drawn.frames.size(); i++) {
                    for (byte[] event : drawn.frames.get(i)) {
                        if (pointOf(event) >= boundary) {
                            inTime.add(event);
                        }
                        clock = Math.max(clock, drawn.builtTimes ? drawn.arrivals.get(i) : pointOf(event));
                    }
                    take(sorter, drawn.frame(i));
                    long due = clock - drawn.holdDown;
                    boundary = Math.max(boundary, due - due % drawn.slice);
                    long limit = boundary;
                    List<byte[]> expected = RandomEvents.sortedDistinct(
                            inTime.stream().filter(e -> pointOf(e) < limit).toList());
                    assertEquals(expected.size(), output.events().size(), "seed " + seed + ", frame " + i);
                }
            }
        }
    }

    @Test
    void positionsLeaveWhenAllBeforeThemHasLeft() throws IOException {
        for (long seed = 0; seed < 500; seed++) {
            Case drawn = new Case(seed, 200, true);
            Output output = new Output();
            try (HoldDownSorter sorter =
                    new HoldDownSorter(options(drawn.holdDown, drawn.slice), output, memoryOf(drawn.random))) {
                List<byte[]> before = new ArrayList<>();
                List<Integer> distinct = new ArrayList<>();
                int seen = 0;
                for (int i = 0; i < drawn.frames.size(); i++) {
                    take(sorter, drawn.frame(i));
                    before.addAll(drawn.frames.get(i));
                    distinct.add(before.size());
                    addPosition(sorter, i);
                    for (; seen < output.positions.size(); seen++) {
                        int count = distinct.get((int) (long) output.positions.get(seen));
                        List<byte[]> expected = RandomEvents.sortedDistinct(before.subList(0, count));
                        List<byte[]> out = RandomEvents.sortedDistinct(output.all());
                        assertTrue(containsAll(out, expected), "seed " + seed + ", position " + seen);
                    }
                }
                sorter.finish();
                assertEquals(drawn.frames.size() - 1L, output.positions.getLast(), "seed " + seed);
            }
        }
    }

    private static boolean containsAll(List<byte[]> sortedAll, List<byte[]> sortedSome) {
        int at = 0;
        for (byte[] event : sortedSome) {
            while (at < sortedAll.size() && !Arrays.equals(sortedAll.get(at), event)) {
                at++;
            }
            if (at == sortedAll.size()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void whatWasTakenAndNotGivenOutComesOutOfTheNextOne() throws IOException {
        for (long seed = 0; seed < 500; seed++) {
            Case drawn = new Case(seed, 200, false);
            int stop = drawn.random.nextInt(drawn.frames.size() + 1);
            HoldDownOptions options = options(drawn.holdDown, drawn.slice);
            Output output = new Output();
            long boundary;
            List<byte[]> stream = new ArrayList<>();
            try (HoldDownSorter sorter = new HoldDownSorter(options, output, memoryOf(drawn.random))) {
                for (int i = 0; i < stop; i++) {
                    stream.add(drawn.frame(i));
                    take(sorter, stream.getLast());
                }
                boundary = sorter.boundary();
            }
            try (HoldDownSorter sorter = new HoldDownSorter(options, output, memoryOf(drawn.random))) {
                sorter.resume(boundary);
                for (byte[] frame : stream) {
                    take(sorter, frame);
                }
                sorter.resumed();
                for (int i = stop; i < drawn.frames.size(); i++) {
                    take(sorter, drawn.frame(i));
                }
                sorter.finish();
                assertEquals(0, sorter.stats().lateEvents(), "seed " + seed);
            }
            StreamMergeTest.assertSame(RandomEvents.sortedDistinct(drawn.events), output.events(), "seed " + seed);
        }
    }

    @Test
    void oneEventOfTheFutureMakesNoOtherLateAndStopsNoPosition() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        for (long future : new long[] {-1L, BASE + 24 * HOUR, BASE + 2 * HOUR}) {
            for (int place : new int[] {0, 30}) {
                Output output = new Output();
                try (HoldDownSorter sorter = new HoldDownSorter(options(SECOND, 10 * SECOND), output)) {
                    sorter.wallClock(BASE + 240 * HOUR, 0);
                    List<byte[]> events = new ArrayList<>();
                    for (int i = 0; i < 2000; i++) {
                        byte[] event = generator.event(i == place ? future : BASE + 4L * i * SECOND, "m" + i);
                        events.add(event);
                        add(sorter, 0, event);
                        addPosition(sorter, i);
                    }
                    assertTrue(
                            output.events().size() >= 1980,
                            "kept: " + output.events().size());
                    assertEquals(0, sorter.stats().lateEvents());
                    if (place > 0) {
                        assertTrue(output.positions.getLast() > 1980, "positions up to " + output.positions.getLast());
                    }
                    sorter.finish();
                    assertEquals(1999, output.positions.getLast());
                    StreamMergeTest.assertSame(
                            RandomEvents.sortedDistinct(events),
                            RandomEvents.sortedDistinct(output.all()),
                            "future " + future);
                }
            }
        }
    }

    @Test
    void aSourceWhoseClockIsAheadOrBehindMakesNoOtherLate() throws IOException {
        for (long error : new long[] {50 * 60 * SECOND, 2 * HOUR, 9000 * HOUR, -HOUR, -9000 * HOUR}) {
            RandomEvents generator = new RandomEvents(2);
            Output output = new Output();
            try (HoldDownSorter sorter = new HoldDownSorter(options(60 * SECOND, 10 * SECOND), output)) {
                List<byte[]> events = new ArrayList<>();
                for (int i = 0; i < 4000; i++) {
                    long now = BASE + 5L * i * SECOND;
                    sorter.wallClock(now, 5 * SECOND);
                    byte[] right = generator.event(now, "right" + i);
                    events.add(right);
                    add(sorter, 0, right);
                    byte[] wrong = generator.event(now + error, "wrong" + i);
                    events.add(wrong);
                    add(sorter, 0, wrong);
                }
                List<byte[]> late = output.late.collected.events;
                assertTrue(
                        late.stream()
                                .allMatch(event -> new String(event, StandardCharsets.ISO_8859_1).contains("wrong")),
                        "error " + error);
                assertTrue(
                        output.all().size() > 2 * (4000 - 2 * 720 - 40),
                        "error " + error + ": only " + output.all().size());
                sorter.finish();
                StreamMergeTest.assertSame(
                        RandomEvents.sortedDistinct(events),
                        RandomEvents.sortedDistinct(output.all()),
                        "error " + error);
            }
        }
    }

    @Test
    void aWallClockThatIsSetDoesNoHarm() throws IOException {
        for (long step : new long[] {-5 * HOUR, 5 * HOUR, 9000 * HOUR}) {
            RandomEvents generator = new RandomEvents(3);
            Output output = new Output();
            try (HoldDownSorter sorter = new HoldDownSorter(options(60 * SECOND, 10 * SECOND), output)) {
                for (int i = 0; i < 3000; i++) {
                    long now = BASE + i * SECOND;
                    sorter.wallClock(i < 1000 || i > 2500 ? now : now + step, SECOND);
                    add(sorter, 0, generator.event(now, "m" + i));
                    assertTrue(output.events().size() >= i - 71, "step " + step + ", second " + i);
                }
                assertEquals(0, sorter.stats().lateEvents());
            }
        }
    }

    @Test
    void aGapThatManyEventsConfirmIsBelieved() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        Output output = new Output();
        try (HoldDownSorter sorter = new HoldDownSorter(options(SECOND, 10 * SECOND), output)) {
            sorter.wallClock(BASE + 2400 * HOUR, 0);
            for (int i = 0; i < 100; i++) {
                add(sorter, 0, generator.event(BASE + i, "before"));
            }
            for (int i = 0; i < 200; i++) {
                add(sorter, 0, generator.event(BASE + 1000 * HOUR + i * SECOND, "after"));
            }
            assertTrue(
                    output.events().size() > 250,
                    "given out: " + output.events().size());
            assertEquals(0, sorter.stats().lateEvents());
        }
    }

    @Test
    void whatNobodyFollowsComesOutWhenTimeHasPassed() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        Output output = new Output();
        try (HoldDownSorter sorter = new HoldDownSorter(options(15 * SECOND, 10 * SECOND), output)) {
            add(sorter, 0, generator.event(BASE + SECOND, "alone"));
            addPosition(sorter, 7);
            sorter.waited(23 * SECOND);
            assertEquals(0, output.events().size());
            assertEquals(0, output.positions.size());
            sorter.waited(SECOND);
            assertEquals(1, output.events().size());
            assertEquals(List.of(7L), output.positions);
        }
    }

    @Test
    void recordedArrivalDecidesWhereItIsKnown() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        Output output = new Output();
        try (HoldDownSorter sorter = new HoldDownSorter(options(0, 10 * SECOND), output)) {
            add(sorter, BASE + 5 * SECOND, generator.event(BASE + 100 * SECOND, "b"), generator.event(BASE, "a"));
            assertEquals(0, output.events().size());
            add(sorter, BASE + 10 * SECOND, generator.event(BASE + SECOND, "c"));
            assertEquals(2, output.events().size());
            add(sorter, BASE + 11 * SECOND, generator.event(BASE + 9 * SECOND, "late"));
            sorter.finish();
            assertEquals(1, output.late.collected.events.size());
            assertEquals(1, sorter.stats().lateBy(1));
            assertEquals(3, output.events().size());
        }
    }

    @Test
    void sortedFramesThatAreAlonePassWhole() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        Output output = new Output();
        List<byte[]> all = new ArrayList<>();
        try (HoldDownSorter sorter = new HoldDownSorter(options(0, 10 * SECOND), output)) {
            for (int i = 0; i < 100; i++) {
                List<byte[]> events = new ArrayList<>();
                for (int j = 0; j < 50; j++) {
                    events.add(generator.event(BASE + i * 5L * SECOND + j * 1000L, "m" + j));
                }
                all.addAll(events);
                take(sorter, frame(FrameCodec.ZSTD, true, 0, events));
            }
            sorter.finish();
            assertEquals(100, output.inTime.frames);
            assertEquals(100, sorter.stats().wholeFrames());
            StreamMergeTest.assertSame(all, output.events(), "whole frames");
        }
    }

    @Test
    void framesThatClaimAnOrderTheyDontHaveLoseNothing() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        Output output = new Output();
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(generator.event(BASE + (i * 37 % 100) * 1000L, "m" + i));
        }
        List<String> damage = new ArrayList<>();
        try (HoldDownSorter sorter = new HoldDownSorter(options(0, 10 * SECOND), output);
                FrameReader reader = new FrameReader(
                        new ByteArrayInputStream(frame(FrameCodec.LZ4, true, 0, events)),
                        (offset, length, what) -> damage.add(what))) {
            add(sorter, 0, generator.event(BASE + 50_500, "between"));
            assertTrue(reader.next());
            sorter.take(reader, (offset, length, what) -> damage.add(what));
            sorter.finish();
        }
        assertTrue(damage.size() > 0);
        assertEquals(101, output.all().size());
        StreamMergeTest.assertSame(RandomEvents.sortedDistinct(output.events()), output.events(), "in time");
    }

    @Test
    void aHighRateNeedsNoMemoryForTheWholeHoldDownAndIsWrittenOnce() throws IOException {
        RandomEvents generator = new RandomEvents(4);
        Output output = new Output();
        HoldDownOptions options = new HoldDownOptions(48 * HOUR, 10 * SECOND, 4 << 20, temporary, true, false);
        long bytes = 0;
        List<byte[]> events = new ArrayList<>();
        try (HoldDownSorter sorter = new HoldDownSorter(options, output)) {
            for (int i = 0; i < 2000; i++) {
                List<byte[]> frame = new ArrayList<>();
                long now = BASE + i * 120L * SECOND;
                for (int j = 0; j < 50; j++) {
                    int luck = generator.random().nextInt(1000);
                    long delay =
                            generator.random().nextLong(luck == 0 ? 20 * HOUR : luck <= 10 ? 600 * SECOND : 5 * SECOND);
                    byte[] event = generator.event(now - delay, "m" + j + "y".repeat(300));
                    frame.add(event);
                    bytes += event.length;
                }
                events.addAll(frame);
                take(sorter, frame(FrameCodec.NONE, false, now, frame));
            }
            SorterStats stats = sorter.stats();
            assertEquals(0, stats.lateEvents());
            assertTrue(stats.spilledBytes() > bytes / 2, "spilled " + stats.spilledBytes() + " of " + bytes);
            assertTrue(stats.spilledBytes() < bytes * 12 / 10, "spilled " + stats.spilledBytes() + " of " + bytes);
            sorter.finish();
        }
        StreamMergeTest.assertSame(RandomEvents.sortedDistinct(events), output.events(), "48 h");
        assertNothingLeft();
    }

    /** The reader's buffer is used again, and slices have several arenas. */
    @Test
    void rowsAreCopiedBeforeTheNextFrameComes() throws IOException {
        RandomEvents generator = new RandomEvents(9);
        Output output = new Output();
        List<byte[]> events = new ArrayList<>();
        ByteArrayBuilder stream = new ByteArrayBuilder(1024);
        for (int i = 0; i < 60; i++) {
            List<byte[]> frame = new ArrayList<>();
            for (int j = 0; j < 400; j++) {
                frame.add(generator.event(
                        BASE + generator.random().nextLong(40 * SECOND), i + "m" + j + "y".repeat(200)));
            }
            events.addAll(frame);
            stream.put(frame(FrameCodec.NONE, false, BASE + i * SECOND, frame));
        }
        try (HoldDownSorter sorter = new HoldDownSorter(options(HOUR, 10 * SECOND), output, 16 << 20)) {
            take(sorter, stream.toByteArray());
            sorter.finish();
        }
        StreamMergeTest.assertSame(RandomEvents.sortedDistinct(events), output.events(), "rows");
    }

    @Test
    void statisticsTellOrderAndQueue() throws IOException {
        RandomEvents generator = new RandomEvents(1);
        Output output = new Output();
        try (HoldDownSorter sorter = new HoldDownSorter(options(10 * SECOND, 10 * SECOND), output)) {
            byte[] first = generator.event(BASE + 15 * SECOND, "first");
            add(sorter, BASE + 15 * SECOND, first, generator.event(BASE + 10 * SECOND, "5 s"), first);
            add(sorter, BASE + 25 * SECOND, generator.event(BASE + 16 * SECOND, "more"));
            add(sorter, BASE + 35 * SECOND, generator.event(BASE, "20 s too late"));
            sorter.finish();
            SorterStats stats = sorter.stats();
            assertEquals(5, stats.events());
            assertEquals(2, stats.inversions());
            assertEquals(1, stats.behind(1));
            assertEquals(1, stats.behind(2));
            assertEquals(1, stats.duplicates());
            assertEquals(1, stats.lateEvents());
            assertEquals(1, stats.lateBy(2));
            assertEquals(5, stats.mostEventsHeld());
            assertTrue(stats.meanEventsHeld() >= 3 && stats.meanEventsHeld() <= 4);
        }
    }
}
