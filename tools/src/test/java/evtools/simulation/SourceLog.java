package evtools.simulation;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.pipe.Durability;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a sender has to send: events in a file that is always there, and how safe each is to be. */
final class SourceLog {
    /** An event, without its length. */
    static final class Event {
        private final byte[] bytes;
        private final Durability durability;

        Event(byte[] bytes, Durability durability) {
            this.bytes = bytes;
            this.durability = durability;
        }

        byte[] bytes() {
            return bytes;
        }

        Durability durability() {
            return durability;
        }
    }

    private static final Durability[] CLASSES = {
        Durability.NORMAL,
        Durability.SAFE,
        new Durability(3, 3, false),
        new Durability(2, 1, false),
        new Durability(2, 2, true),
        new Durability(3, 1, false),
        new Durability(3, 2, true),
        Durability.FAST
    };
    private static final int TICKS_PER_SECOND = 100_000_000;

    private final List<Event> events = new ArrayList<>();

    /** @param fixed the class of all events; null: some, as chance decides */
    SourceLog(String host, int count, @Nullable Durability fixed, SplittableRandom random) {
        Durability[] used = new Durability[1 + random.nextInt(3)];
        for (int i = 0; i < used.length; i++) {
            used[i] = fixed != null ? fixed : CLASSES[random.nextInt(CLASSES.length)];
        }
        long start = Point.fromEpochNanos(SimulatedClock.EPOCH_NANOS);
        EventBuilder builder = new EventBuilder();
        byte[] name = host.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            // Mostly in order; a few seconds late, or of an hour before, now and then.
            int second = i / 4 - (random.nextInt(20) == 0 ? random.nextInt(30) : 0);
            second -= random.nextInt(200) == 0 ? 3_600 : 0;
            long point = start + (long) second * TICKS_PER_SECOND + i;
            byte[] text = ("request " + i + " of " + host + " took " + random.nextInt(100_000) + " us "
                            + "x".repeat(random.nextInt(60)))
                    .getBytes(StandardCharsets.UTF_8);
            ByteArrayBuilder bytes = new ByteArrayBuilder(256);
            builder.begin(point)
                    .host(name, 0, name.length)
                    .text(text, 0, text.length)
                    .finish(bytes);
            byte[] event = Arrays.copyOfRange(bytes.array(), EventFormat.LENGTH_BYTES, bytes.length());
            events.add(new Event(event, used[random.nextInt(used.length)]));
        }
    }

    int size() {
        return events.size();
    }

    Event event(int index) {
        return events.get(index);
    }
}
