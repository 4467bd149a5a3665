package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.form.CivilTime;
import evtools.format.form.Form;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Points as ISO 8601 text in one zone. Asks for the zone's rules only once a second of event time. */
public final class TimeFormat {
    private static final int ALL_DIGITS = 8;
    private static final int MILLISECOND_DIGITS = 3;
    private static final long[] TICKS_OF_DIGITS = {
        100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };

    private final Messages messages = new Messages();
    private final @Nullable ZoneId zone;
    private final CivilTime civil = new CivilTime();
    private long offsetOfSecond = -1;
    private int offsetSeconds;

    /** Null: UTC. */
    public TimeFormat(@Nullable ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Appends the time of an event as its line shows it, not with the running number below: {@code
     * 2026-11-20T10:00:00.123Z}. An event whose line shows no time gets all digits that a point has.
     */
    public void appendTextTime(EventView event, ByteArrayBuilder out) {
        int digits = textDigits(event);
        append(event.point(), digits == Form.NO_TIME ? ALL_DIGITS : digits, out);
    }

    /** The same always with milliseconds, so that lines stay aligned. */
    public void appendMilliseconds(EventView event, ByteArrayBuilder out) {
        int digits = textDigits(event);
        long below = digits == Form.NO_TIME ? 0 : Long.remainderUnsigned(event.point(), TICKS_OF_DIGITS[digits]);
        append(event.point() - below, MILLISECOND_DIGITS, out);
    }

    private int textDigits(EventView event) {
        Form form = messages.form(event);
        return form == null ? Form.NO_TIME : Math.min(form.fractionDigits(), ALL_DIGITS);
    }

    /** Appends date, time, that many digits of the fraction, and the offset: {@code 2026-11-20T10:00:00.123Z}. */
    public void append(long point, int fractionDigits, ByteArrayBuilder out) {
        int offset = appendDateAndMinute(point, out);
        out.put(':');
        civil.append('S', out);
        if (fractionDigits > 0) {
            out.put('.');
            civil.append('0' + fractionDigits, out);
        }
        appendOffset(offset, out);
    }

    /** Appends date, time to the minute, and the offset: {@code 2026-11-20T10:00Z}. */
    public void appendMinute(long point, ByteArrayBuilder out) {
        appendOffset(appendDateAndMinute(point, out), out);
    }

    private int appendDateAndMinute(long point, ByteArrayBuilder out) {
        int offset = zone == null ? 0 : offsetSeconds(zone, Point.epochSeconds(point));
        civil.set(point, offset);
        civil.append('Y', out);
        civil.append('m', out.put('-'));
        civil.append('d', out.put('-'));
        civil.append('H', out.put('T'));
        civil.append('M', out.put(':'));
        return offset;
    }

    private int offsetSeconds(ZoneId rules, long second) {
        if (second != offsetOfSecond) {
            offsetOfSecond = second;
            offsetSeconds =
                    rules.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
        }
        return offsetSeconds;
    }

    private static void appendOffset(int seconds, ByteArrayBuilder out) {
        if (seconds == 0) {
            out.put('Z');
            return;
        }
        int minutes = Math.abs(seconds) / 60;
        out.put(seconds < 0 ? '-' : '+').putPaddedDecimal(minutes / 60, 2, '0');
        out.put(':').putPaddedDecimal(minutes % 60, 2, '0');
    }
}
