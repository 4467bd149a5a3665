package evtools.sort;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Events drawn from a seed as logs have them, only worse: several sources whose tokens end alike, points in any sort of
 * range or at the ends of time, copies, and events that differ in little else than their source.
 */
final class RandomCase {
    private static final int SECOND = 100_000_000;
    private static final long[] ENDS_OF_TIME = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1L};
    private static final byte[] FORM = "_form".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SOURCE = "_src".getBytes(StandardCharsets.UTF_8);

    /** As they arrive, copies among them. */
    final List<byte[]> events = new ArrayList<>();

    /** What every way of sorting must make of them. */
    final List<byte[]> sortedDistinct;

    /** How much later than a greater one an event may come in {@link #events}; -1: by any time. */
    final long disorderTicks;

    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder out = new ByteArrayBuilder(256);
    private final Random random;
    private final int sources;
    private final int longest;
    private final int copiesInHundred;

    RandomCase(long seed) {
        random = new Random(seed);
        int kind = random.nextInt(100);
        // Few events, or enough bytes that they don't fit into the least memory, or anything between.
        int count = kind < 5 ? random.nextInt(3) : kind < 8 ? 700 : 1 + (int) Math.exp(random.nextDouble() * 7);
        longest = kind >= 5 && kind < 8 ? 20_000 : 1 + random.nextInt(200);
        sources = random.nextInt(20) == 0 ? 400 : 1 + random.nextInt(9);
        copiesInHundred = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
        long[] points = points(count);
        disorderTicks = arrival(points);
        fill(points);
        sortedDistinct = RandomEvents.sortedDistinct(events);
    }

    Random random() {
        return random;
    }

    private long[] points(int count) {
        long base = RandomEvents.BASE_POINT + random.nextLong(2_000L * SECOND);
        long range = 1L << random.nextInt(46);
        long[] points = new long[count];
        for (int i = 0; i < count; i++) {
            points[i] = base + random.nextLong(range);
        }
        int far = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        for (int i = 0; i < far && count > 0; i++) {
            points[random.nextInt(count)] = ENDS_OF_TIME[random.nextInt(ENDS_OF_TIME.length)];
        }
        return points;
    }

    /** Puts points in an order of arrival. Returns how much disorder there is, if that is known. */
    private long arrival(long[] points) {
        int order = random.nextInt(4);
        if (order == 0) {
            return -1;
        }
        Long[] sorted = Arrays.stream(points).boxed().toArray(Long[]::new);
        Arrays.sort(sorted, Long::compareUnsigned);
        if (order == 1) {
            Collections.reverse(Arrays.asList(sorted));
        }
        for (int i = 0; i < sorted.length; i++) {
            points[i] = sorted[i];
        }
        if (order == 3) {
            return delay(points);
        }
        return order == 2 ? 0 : -1;
    }

    /** Lets points that are in order come later, by no more than what it returns. */
    private long delay(long[] points) {
        long most = 1L << random.nextInt(36);
        long[][] arrivals = new long[points.length][];
        for (int i = 0; i < points.length; i++) {
            // The ends of time must not go around.
            long room = Math.min(most, -1L - points[i] >= 0 ? -1L - points[i] : most);
            arrivals[i] = new long[] {points[i] + (room == 0 ? 0 : random.nextLong(room)), points[i]};
        }
        Arrays.sort(arrivals, (a, b) -> Long.compareUnsigned(a[0], b[0]));
        for (int i = 0; i < points.length; i++) {
            points[i] = arrivals[i][1];
        }
        return most;
    }

    private void fill(long[] points) {
        for (long point : points) {
            if (!events.isEmpty() && random.nextInt(100) < copiesInHundred) {
                // A copy comes directly after, so that disorder stays what it is.
                events.add(events.getLast());
            }
            String message = "m" + random.nextInt(4) + "x".repeat(random.nextInt(longest));
            events.add(event(point, message, random.nextInt(sources)));
            if (random.nextInt(10) == 0) {
                events.add(event(point, message, random.nextInt(sources)));
            }
        }
    }

    private byte[] event(long point, String message, int source) {
        byte[] line = message.getBytes(StandardCharsets.UTF_8);
        byte[] host = ("host" + source % 7).getBytes(StandardCharsets.UTF_8);
        byte[] app = (source % 3 == 0 ? "" : "app" + source % 5).getBytes(StandardCharsets.UTF_8);
        out.clear();
        builder.begin(point).host(host, 0, host.length).app(app, 0, app.length).text(line, 0, line.length);
        if (random.nextInt(3) == 0) {
            byte[] value = ("v" + random.nextInt(1000)).getBytes(StandardCharsets.UTF_8);
            builder.token(value, 0, value.length);
        }
        if (source > 0) {
            byte[] form = ("%Y-%m-%d " + source % 4).getBytes(StandardCharsets.UTF_8);
            byte[] file = ("/var/log/source" + source).getBytes(StandardCharsets.UTF_8);
            builder.beside(FORM, form, 0, form.length).beside(SOURCE, file, 0, file.length);
        }
        int length = builder.finish(out);
        return Arrays.copyOfRange(out.array(), EventFormat.LENGTH_BYTES, EventFormat.LENGTH_BYTES + length);
    }

    /** The same events in another order. */
    List<byte[]> shuffled() {
        List<byte[]> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** As they came, shuffled, sorted or backwards. */
    List<byte[]> inAnyOrder() {
        return switch (random.nextInt(4)) {
            case 0 -> events;
            case 1 -> sortedDistinct.size() == events.size() ? sortedDistinct : RandomEvents.sorted(events);
            case 2 -> RandomEvents.sorted(events).reversed();
            default -> shuffled();
        };
    }
}
