package evtools.cli;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import picocli.CommandLine.ITypeConverter;

/**
 * A point in time as an option's value, such as that of {@code --since}. What it means may depend on the clock and the
 * zone, so it is only read when options are, and computed by {@link #resolve} when these are known:
 *
 * <table>
 * <caption>Spellings</caption>
 * <tr><td>{@code 2026-11-20T10:00:00.5+01:00}</td><td>ISO 8601, also with a blank for the {@code T}, a comma in the
 *     fraction, without seconds or minutes, without {@code -} and {@code :}; an offset, {@code Z}, or neither: then in
 *     the zone</td></tr>
 * <tr><td>{@code 2026-11-20}, {@code 2026-11}, {@code 2026}</td><td>where that day, month, year begins; also
 *     {@code 2026-324} (day of year), {@code 2026-W47} and {@code 2026-W47-5} (ISO week), {@code 2026/11/20}</td></tr>
 * <tr><td>{@code now}, {@code today}, {@code yesterday}, {@code tomorrow}</td><td>now; where that day begins, or with a
 *     time of day: {@code yesterday 10:00}</td></tr>
 * <tr><td>{@code 10:00}</td><td>that time today</td></tr>
 * <tr><td>{@code -15m}, {@code +1h}, {@code 15m ago}</td><td>so long before or after now, see {@link Duration}</td></tr>
 * <tr><td>{@code @1795168800.25}</td><td>seconds since 1970-01-01T00:00:00Z</td></tr>
 * </table>
 */
public final class TimePoint {
    /** Ticks of a point in one second: a tick is 10 ns. */
    public static final long TICKS_PER_SECOND = 100_000_000;

    private static final long NANOS_PER_TICK = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    /** The last whole second that a point can be in: 2^64 ticks end in the year 7815. */
    private static final long LAST_SECOND = Long.divideUnsigned(-1L, TICKS_PER_SECOND);

    private final String text;
    private final Reference reference;
    private final long seconds;
    private final int nanos;

    /**
     * @param reference what the rest counts from
     * @param seconds since the reference, may be negative
     * @param nanos 0…999,999,999 to be added
     */
    TimePoint(String text, Reference reference, long seconds, int nanos) {
        this.text = text;
        this.reference = reference;
        this.seconds = seconds;
        this.nanos = nanos;
    }

    /** What the seconds of a time point count from. */
    enum Reference {
        /** 1970-01-01T00:00:00Z. */
        EPOCH,
        /** 1970-01-01T00:00:00 on the clocks of a zone. */
        EPOCH_IN_ZONE,
        /** The beginning of today on the clocks of a zone. */
        TODAY_IN_ZONE,
        /** The present moment. */
        NOW
    }

    /**
     * Reads a time point.
     *
     * @throws OptionValueException when it isn't one
     */
    public static TimePoint parse(String text) {
        return new TimePointParser(text).parse();
    }

    /**
     * The point meant: 10 ns ticks since 1970-01-01T00:00:00Z as an unsigned number, rounded down. Times before or
     * after what a point can express give the first or the last point, so that {@code --since 0001-01-01} means
     * everything.
     *
     * @param nowNanos the present, in nanoseconds since 1970 ({@link WallClock#epochNanos})
     * @param zone the zone of times that name none, and of days
     */
    public long resolve(long nowNanos, ZoneId zone) {
        long nowSeconds = Math.floorDiv(nowNanos, NANOS_PER_SECOND);
        return switch (reference) {
            case EPOCH -> point(seconds, nanos);
            case EPOCH_IN_ZONE -> point(fromLocal(seconds, zone), nanos);
            case TODAY_IN_ZONE -> {
                long local = nowSeconds + offsetSeconds(nowSeconds, zone);
                long today = Math.floorDiv(local, SECONDS_PER_DAY) * SECONDS_PER_DAY;
                yield point(fromLocal(today + seconds, zone), nanos);
            }
            case NOW -> {
                long sum = Math.floorMod(nowNanos, NANOS_PER_SECOND) + nanos;
                yield point(nowSeconds + seconds + sum / NANOS_PER_SECOND, (int) (sum % NANOS_PER_SECOND));
            }
        };
    }

    /** The same with times that name no zone, and days, in UTC. */
    public long resolve(long nowNanos) {
        return resolve(nowNanos, ZoneOffset.UTC);
    }

    private static long point(long seconds, int nanos) {
        if (seconds < 0) {
            return 0;
        }
        if (seconds > LAST_SECOND) {
            return -1L;
        }
        long ticks = seconds * TICKS_PER_SECOND;
        long point = ticks + nanos / NANOS_PER_TICK;
        return Long.compareUnsigned(point, ticks) < 0 ? -1L : point;
    }

    private static long offsetSeconds(long epochSeconds, ZoneId zone) {
        return zone.equals(ZoneOffset.UTC)
                ? 0
                : zone.getRules().getOffset(Instant.ofEpochSecond(epochSeconds)).getTotalSeconds();
    }

    /** A time that clocks skip becomes that much later; of a time that they show twice it is the first. */
    private static long fromLocal(long localSeconds, ZoneId zone) {
        if (zone.equals(ZoneOffset.UTC)) {
            return localSeconds;
        }
        LocalDateTime local = LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC);
        return ZonedDateTime.of(local, zone).toEpochSecond();
    }

    /** As it was typed. */
    @Override
    public String toString() {
        return text;
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<TimePoint> {
        @Override
        public TimePoint convert(String value) {
            return parse(value);
        }
    }
}
