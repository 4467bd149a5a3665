package evtools.evinfo;

import evtools.cli.Escapes;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventView;
import evtools.pipe.TimeFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Counts events by host, app or minute. Bounded: when there are too many keys, further ones are counted together. */
final class EventCounts {
    private static final int MAX_KEYS = 1_000_000;
    private static final String OTHERS = "(others)";

    private final CountBy by;
    private final Map<String, long[]> counts = new TreeMap<>();
    private final TimeFormat time = new TimeFormat(null);
    private long lastMinute = -1;
    private long[] lastCount = new long[1];

    EventCounts(CountBy by) {
        this.by = by;
    }

    void add(EventView event) {
        switch (by) {
            case HOST -> count(text(event, event.hostOffset(), event.hostLength()));
            case APP -> count(text(event, event.appOffset(), event.appLength()));
            case MINUTE -> {
                long minute = Point.epochSeconds(event.point()) / 60;
                if (minute == lastMinute) {
                    lastCount[0]++;
                } else {
                    lastMinute = minute;
                    lastCount = count(minuteText(minute));
                }
            }
        }
    }

    private static String text(EventView event, int offset, int length) {
        return length == 0 ? "-" : Escapes.escape(new String(event.buffer(), offset, length, StandardCharsets.UTF_8));
    }

    private String minuteText(long minute) {
        ByteArrayBuilder text = new ByteArrayBuilder(20);
        time.appendMinute(Point.fromEpochSeconds(minute * 60), text);
        return new String(text.array(), 0, text.length(), StandardCharsets.US_ASCII);
    }

    private long[] count(String key) {
        long[] count = counts.get(key);
        if (count == null) {
            count = counts.computeIfAbsent(counts.size() < MAX_KEYS ? key : OTHERS, k -> new long[1]);
        }
        count[0]++;
        return count;
    }

    /** Key to count, in the order of the keys. */
    Map<String, long[]> counts() {
        return counts;
    }
}
