package evtools.sort;

import static evtools.sort.SortWays.check;

import evtools.sort.SortWays.Found;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What holds of sorting whatever is sorted, tried on cases drawn from seeds.
 *
 * <pre>
 *   events ─► any order ─► any frames, tails shared or not ─┬─► batch, as payload or event by event
 *                                                           ├─► whole input, with little memory or much
 *                                                           ├─► hold-down, any slices, any clock
 *                                                           ├─► merge of sorted streams, cut anywhere, copied anywhere
 *                                                           └─► heap of frames
 *   each: sorted; exactly the distinct events; so the same for any order, framing, memory and number of threads
 * </pre>
 *
 * <p>{@code SortProperties FIRST LAST THREADS} tries these seeds. Exit code 1 if one of them fails.
 */
final class SortProperties {
    private static final long SECOND = 100_000_000L;
    private static final long[] MEMORIES = {EventSorter.MIN_MEMORY_BYTES, 7 << 20, 32 << 20};
    private static final long[] HOLD_DOWNS = {0, 1, SECOND, 900 * SECOND, 48 * 3600 * SECOND};
    private static final long[] SLICES = {10 * SECOND, 100 * SECOND, 1024 * SECOND};
    /** Beyond that, what lies ahead isn't believed. */
    private static final long AN_HOUR = 3600 * SECOND;

    private static final int SHOWN = 20;

    private final SortWays ways;
    private final Path temporary;

    SortProperties(Path temporary) {
        this.temporary = temporary;
        this.ways = new SortWays(temporary);
    }

    /** Tries one seed; an error says what doesn't hold. */
    void tryCase(long seed) throws IOException {
        RandomCase events = new RandomCase(seed);
        Random random = events.random();
        try (RandomFrames frames = new RandomFrames(random)) {
            batches(events, frames);
            wholeInputs(events, frames, random);
            holdDowns(events, frames, random);
            merges(events, frames, random);
            heaps(events, frames, random);
        }
    }

    private static void batches(RandomCase events, RandomFrames frames) throws IOException {
        same(
                events.sortedDistinct,
                SortWays.batchAsPayload(frames.cut(events.inAnyOrder(), false, false)),
                "batch as payload");
        List<byte[]> cut = frames.cut(events.inAnyOrder(), false, false);
        same(events.sortedDistinct, SortWays.batchByEvent(cut, true), "batch by event");
        same(RandomEvents.sorted(events.events), SortWays.batchByEvent(cut, false), "batch by event, copies kept");
    }

    private void wholeInputs(RandomCase events, RandomFrames frames, Random random) throws IOException {
        for (long memory : MEMORIES) {
            Found found = ways.whole(frames.cut(events.inAnyOrder(), false, false), memory, true);
            String what = "whole input, memory " + memory;
            same(events.sortedDistinct, found.inTime(), what);
            check(found.late().isEmpty(), what + ": late events");
            check(found.stats().events() == events.events.size(), what + ": events counted");
            int dropped = events.events.size() - events.sortedDistinct.size();
            check(found.stats().duplicates() == dropped, what + ": duplicates counted");
        }
        long memory = MEMORIES[random.nextInt(MEMORIES.length)];
        Found all = ways.whole(frames.cut(events.inAnyOrder(), false, false), memory, false);
        same(RandomEvents.sorted(events.events), all.inTime(), "whole input, copies kept, memory " + memory);
        List<List<byte[]>> files = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            files.add(new ArrayList<>());
        }
        for (byte[] frame : frames.cut(events.inAnyOrder(), false, random.nextBoolean())) {
            files.get(random.nextInt(files.size())).add(frame);
        }
        if (random.nextBoolean()) {
            files.add(files.getFirst());
        }
        same(events.sortedDistinct, ways.wholeFiles(files, memory).inTime(), "files, memory " + memory);
    }

    private void holdDowns(RandomCase events, RandomFrames frames, Random random) throws IOException {
        long slice = SLICES[random.nextInt(SLICES.length)];
        long memory = MEMORIES[random.nextInt(MEMORIES.length)];
        boolean statistics = random.nextBoolean();
        if (events.disorderTicks >= 0) {
            long holdDown = events.disorderTicks;
            String what = "hold-down of the disorder, " + holdDown + " ticks, slices of " + slice;
            List<byte[]> cut = frames.cut(events.events, false, false);
            Found found = ways.slices(cut, holdDown, slice, memory);
            check(found.late().isEmpty(), what + ": late events");
            same(events.sortedDistinct, found.inTime(), what);
            Found again = ways.holdDown(cut, holdDown, slice, memory, statistics);
            accounted(events, again, what);
            if (isNear(events)) {
                check(again.late().isEmpty(), what + ": late events");
                same(events.sortedDistinct, again.inTime(), what);
            }
        }
        long holdDown = HOLD_DOWNS[random.nextInt(HOLD_DOWNS.length)];
        frames.builtFrom(random.nextBoolean() ? RandomEvents.BASE_POINT : 0);
        String what = "hold-down " + holdDown + ", slices of " + slice;
        List<byte[]> arrived = events.inAnyOrder();
        List<byte[]> cut = frames.cut(arrived, false, false);
        accounted(events, ways.slices(cut, holdDown, slice, memory), what);
        boolean ids = random.nextBoolean();
        boolean sorted = arrived.size() == events.sortedDistinct.size() && same(arrived, events.sortedDistinct);
        cut = frames.cut(arrived, sorted, ids);
        accounted(events, ways.holdDown(cut, holdDown, slice, memory, statistics), what);
        frames.builtFrom(0);
    }

    private static boolean same(List<byte[]> some, List<byte[]> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNear(RandomCase events) {
        List<byte[]> sorted = events.sortedDistinct;
        long span = sorted.isEmpty() ? 0 : SortWays.point(sorted.getLast()) - SortWays.point(sorted.getFirst());
        return span >= 0 && span < AN_HOUR;
    }

    /** In time: sorted and distinct. Late or not: every event, and no other. */
    private static void accounted(RandomCase events, Found found, String what) {
        same(RandomEvents.sortedDistinct(found.inTime()), found.inTime(), what + ", in time");
        List<byte[]> all = new ArrayList<>(found.inTime());
        all.addAll(found.late());
        same(events.sortedDistinct, RandomEvents.sortedDistinct(all), what + ", in time and late");
        SorterStats stats = found.stats();
        check(stats.events() == events.events.size(), what + ": events counted");
        check(all.size() + stats.duplicates() == events.events.size(), what + ": duplicates counted");
        // Those far ahead come out with the late ones, but aren't.
        check(!isNear(events) || stats.lateEvents() >= found.late().size(), what + ": late events counted");
    }

    private void merges(RandomCase events, RandomFrames frames, Random random) throws IOException {
        int inputs = random.nextInt(12) == 0 ? 300 : 1 + random.nextInt(9);
        // Runs of neighbours go to one input now and then, so that frames pass whole.
        int stay = 1 << random.nextInt(9);
        List<List<byte[]>> parts = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            parts.add(new ArrayList<>());
        }
        int part = 0;
        for (byte[] event : RandomEvents.sorted(events.events)) {
            part = random.nextInt(stay) == 0 ? random.nextInt(inputs) : part;
            parts.get(part).add(event);
        }
        List<List<byte[]>> plain = new ArrayList<>();
        List<List<byte[]>> distinct = new ArrayList<>();
        for (List<byte[]> each : parts) {
            plain.add(frames.cut(each, false, random.nextBoolean()));
            distinct.add(frames.cut(RandomEvents.sortedDistinct(each), true, random.nextBoolean()));
        }
        for (int copies = random.nextInt(3); copies > 0; copies--) {
            distinct.add(distinct.get(random.nextInt(distinct.size())));
        }
        Collections.shuffle(distinct, random);
        same(events.sortedDistinct, ways.merge(distinct, true).inTime(), "merge of " + inputs + " sorted streams");
        same(events.sortedDistinct, ways.merge(plain, true).inTime(), "merge of " + inputs + " streams with copies");
        same(
                RandomEvents.sorted(events.events),
                ways.merge(plain, false).inTime(),
                "merge of " + inputs + " streams, copies kept");
    }

    private void heaps(RandomCase events, RandomFrames frames, Random random) throws IOException {
        List<byte[]> heap = new ArrayList<>();
        List<byte[]> arrived = events.inAnyOrder();
        int from = 0;
        while (from < arrived.size()) {
            int to = Math.min(arrived.size(), from + 1 + random.nextInt(arrived.size()));
            List<byte[]> part = arrived.subList(from, to);
            boolean sorted = random.nextInt(3) != 0;
            heap.addAll(frames.cut(sorted ? RandomEvents.sortedDistinct(part) : part, sorted, random.nextBoolean()));
            from = to;
        }
        for (int copies = heap.isEmpty() ? 0 : random.nextInt(5); copies > 0; copies--) {
            heap.add(heap.get(random.nextInt(heap.size())));
        }
        Collections.shuffle(heap, random);
        long memory = MEMORIES[random.nextInt(MEMORIES.length)];
        same(events.sortedDistinct, ways.frames(heap, memory).inTime(), "heap of frames, memory " + memory);
    }

    private static void same(List<byte[]> expected, List<byte[]> found, String what) {
        int both = Math.min(expected.size(), found.size());
        for (int i = 0; i < both; i++) {
            if (!Arrays.equals(expected.get(i), found.get(i))) {
                throw new AssertionError(what + ": event " + i + " of " + expected.size() + " is another one (point "
                        + Long.toUnsignedString(SortWays.point(expected.get(i))) + " expected, "
                        + Long.toUnsignedString(SortWays.point(found.get(i))) + " found)");
            }
        }
        check(
                expected.size() == found.size(),
                what + ": " + expected.size() + " events expected, " + found.size() + " found");
    }

    /** Whether what was written beside the output is gone. */
    void nothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            check(files.findAny().isEmpty(), "temporary files are left in " + temporary);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        long first = Long.parseLong(args[0]);
        long last = Long.parseLong(args[1]);
        PrintStream out = System.out;
        Path temporary = Files.createTempDirectory("sort-properties");
        SortProperties properties = new SortProperties(temporary);
        AtomicLong next = new AtomicLong(first);
        AtomicLong failures = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                long seed;
                while ((seed = next.getAndIncrement()) <= last) {
                    try {
                        properties.tryCase(seed);
                    } catch (IOException | RuntimeException | AssertionError e) {
                        if (failures.incrementAndGet() <= SHOWN) {
                            out.println("seed " + seed + ": " + e.getMessage());
                            if (first == last) {
                                e.printStackTrace(out);
                            }
                        }
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        properties.nothingLeft();
        Files.delete(temporary);
        out.println("seeds " + first + " to " + last + ": " + (last - first + 1) + " cases, " + failures + " failed");
        out.flush();
        System.exit(failures.get() == 0 ? 0 : 1);
    }
}
