package evtools.sort;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Events drawn from a seed, and the order that they should end up in, found the slow way. */
final class RandomEvents {
    static final long BASE_POINT = 178_000_000_000_000_000L;

    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder out = new ByteArrayBuilder(256);
    private final Random random;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    byte[] event(long point, String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        out.clear();
        builder.begin(point).host(line, 0, 0).app(line, 0, 0).text(line, 0, line.length);
        int length = builder.finish(out);
        return Arrays.copyOfRange(out.array(), EventFormat.LENGTH_BYTES, EventFormat.LENGTH_BYTES + length);
    }

    /** Events at points within {@code range} ticks of the base, some of them equal. */
    List<byte[]> events(int count, long range) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i > 0 && random.nextInt(5) == 0) {
                events.add(events.get(random.nextInt(i)));
            } else {
                long point = BASE_POINT + random.nextLong(range);
                events.add(event(point, "m" + random.nextInt(3) + "x".repeat(random.nextInt(80))));
            }
        }
        return events;
    }

    static List<byte[]> sorted(List<byte[]> events) {
        List<byte[]> sorted = new ArrayList<>(events);
        sorted.sort((a, b) -> EventOrder.compare(a, 0, a.length, b, 0, b.length));
        return sorted;
    }

    static List<byte[]> sortedDistinct(List<byte[]> events) {
        List<byte[]> distinct = new ArrayList<>();
        for (byte[] event : sorted(events)) {
            if (distinct.isEmpty() || !Arrays.equals(event, distinct.getLast())) {
                distinct.add(event);
            }
        }
        return distinct;
    }

    List<byte[]> shuffled(List<byte[]> events) {
        List<byte[]> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** Keeps copies of what it is given. */
    static final class Collected implements EventSink {
        final List<byte[]> events = new ArrayList<>();

        @Override
        public void event(byte[] buffer, int offset, int length) throws IOException {
            events.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }
}
