package evtools.evsort;

import evtools.format.Point;
import java.time.Instant;

/** Points as people read them, for messages. */
final class TimeText {
    private TimeText() {}

    static String of(long point) {
        return Instant.ofEpochSecond(Point.epochSeconds(point), Point.ticksOfSecond(point) * Point.NANOS_PER_TICK)
                .toString();
    }
}
