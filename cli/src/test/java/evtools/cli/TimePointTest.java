package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePointTest {
    /** 2026-11-20T10:00:00.25Z, a Friday. */
    private static final long NOW =
            Instant.parse("2026-11-20T10:00:00.25Z").getEpochSecond() * 1_000_000_000L + 250_000_000L;

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static long ticks(String instant) {
        Instant at = Instant.parse(instant);
        return at.getEpochSecond() * TimePoint.TICKS_PER_SECOND + at.getNano() / 10;
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T10:00:00Z, 2026-11-20T10:00:00Z",
        "2026-11-20T10:00:00.123456789Z, 2026-11-20T10:00:00.123456780Z",
        "'2026-11-20T10:00:00,5Z', 2026-11-20T10:00:00.5Z",
        "2026-11-20t10:00:00z, 2026-11-20T10:00:00Z",
        "2026-11-20 10:00:00 UTC, 2026-11-20T10:00:00Z",
        "2026-11-20 10:00, 2026-11-20T10:00:00Z",
        "2026-11-20T10, 2026-11-20T10:00:00Z",
        "2026-11-20T10:00+01:00, 2026-11-20T09:00:00Z",
        "2026-11-20T10:00-0530, 2026-11-20T15:30:00Z",
        "2026-11-20 10:00 +01, 2026-11-20T09:00:00Z",
        "20261120T100000Z, 2026-11-20T10:00:00Z",
        "20261120T1000, 2026-11-20T10:00:00Z",
        "20261120 100000.75, 2026-11-20T10:00:00.75Z",
        "2026-11-20, 2026-11-20T00:00:00Z",
        "2026-11-20Z, 2026-11-20T00:00:00Z",
        "2026-11-20+02:00, 2026-11-19T22:00:00Z",
        "2026/11/20, 2026-11-20T00:00:00Z",
        "2026/11/20 9:05, 2026-11-20T09:05:00Z",
        "2026-1-2, 2026-01-02T00:00:00Z",
        "20261120, 2026-11-20T00:00:00Z",
        "2026-11, 2026-11-01T00:00:00Z",
        "2026, 2026-01-01T00:00:00Z",
        "2026-324, 2026-11-20T00:00:00Z",
        "2026324, 2026-11-20T00:00:00Z",
        "2024-366, 2024-12-31T00:00:00Z",
        "2026-W47, 2026-11-16T00:00:00Z",
        "2026-W47-5, 2026-11-20T00:00:00Z",
        "2026W475, 2026-11-20T00:00:00Z",
        "2026-W53-7T12:00, 2027-01-03T12:00:00Z",
        "2026-11-20T24:00, 2026-11-21T00:00:00Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2024-02-29, 2024-02-29T00:00:00Z",
        "now, 2026-11-20T10:00:00.25Z",
        "now-15m, 2026-11-20T09:45:00.25Z",
        "now + 1h, 2026-11-20T11:00:00.25Z",
        "-15m, 2026-11-20T09:45:00.25Z",
        "-500ms, 2026-11-20T09:59:59.75Z",
        "+1h30m, 2026-11-20T11:30:00.25Z",
        "-0, 2026-11-20T10:00:00.25Z",
        "15m ago, 2026-11-20T09:45:00.25Z",
        "today, 2026-11-20T00:00:00Z",
        "yesterday, 2026-11-19T00:00:00Z",
        "tomorrow, 2026-11-21T00:00:00Z",
        "yesterday 10:00, 2026-11-19T10:00:00Z",
        "todayT09:30:15.5, 2026-11-20T09:30:15.5Z",
        "10:00, 2026-11-20T10:00:00Z",
        "9:05:07, 2026-11-20T09:05:07Z",
        "@0, 1970-01-01T00:00:00Z",
        "@1795168800, 2026-11-20T10:00:00Z",
        "@1795168800.25, 2026-11-20T10:00:00.25Z",
        "' 2026-11-20 ', 2026-11-20T00:00:00Z",
        "4000-01-01, 4000-01-01T00:00:00Z",
        "1970-01-01T01:00+01:00, 1970-01-01T00:00:00Z",
    })
    void meansInUtc(String text, String instant) {
        assertEquals(ticks(instant), TimePoint.parse(text).resolve(NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20 10:00, 2026-11-20T09:00:00Z",
        "2026-07-01, 2026-06-30T22:00:00Z",
        "2026-11-20T10:00Z, 2026-11-20T10:00:00Z",
        "today, 2026-11-19T23:00:00Z",
        "yesterday 10:00, 2026-11-19T09:00:00Z",
        "12:00, 2026-11-20T11:00:00Z",
        "-15m, 2026-11-20T09:45:00.25Z",
        "@1795168800, 2026-11-20T10:00:00Z",
        // Skipped by the clocks, and shown twice.
        "2026-03-29 02:30, 2026-03-29T01:30:00Z",
        "2026-10-25 02:30, 2026-10-25T00:30:00Z",
    })
    void meansInBerlin(String text, String instant) {
        assertEquals(ticks(instant), TimePoint.parse(text).resolve(NOW, BERLIN));
    }

    @Test
    void takesTheDayFromTheZone() {
        long lateEvening = NOW + 13 * 3_600_000_000_000L + 1_800_000_000_000L;
        assertEquals(ticks("2026-11-20T00:00:00Z"), TimePoint.parse("today").resolve(lateEvening));
        assertEquals(ticks("2026-11-20T23:00:00Z"), TimePoint.parse("today").resolve(lateEvening, BERLIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01", "1969-12-31T23:59:59.9Z", "1970-01-01T00:00+01:00", "-106751d"})
    void meansTheFirstPointWhenBeforeIt(String text) {
        assertEquals(0, TimePoint.parse(text).resolve(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31", "7816-01-01", "@184467440738", "@999999999999"})
    void meansTheLastPointWhenAfterIt(String text) {
        assertEquals(-1L, TimePoint.parse(text).resolve(NOW));
    }

    @Test
    void isUnsignedFromTheYear4892On() {
        long point = TimePoint.parse("7000-01-01").resolve(NOW);
        assertTrue(point < 0);
        assertEquals(
                Instant.parse("7000-01-01T00:00:00Z").getEpochSecond(),
                Long.divideUnsigned(point, TimePoint.TICKS_PER_SECOND));
        assertEquals(-1L, TimePoint.parse("@184467440737.09551615").resolve(NOW));
        assertEquals(-2L, TimePoint.parse("@184467440737.09551614").resolve(NOW));
        assertEquals(-1L, TimePoint.parse("@184467440737.5").resolve(NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "noww",
                "today10:00",
                "todays",
                "yesterday 25:00",
                "2026-13-01",
                "2026-02-29",
                "2026-11-31",
                "2026-00-01",
                "2026-11-00",
                "2026-000",
                "2026-366",
                "2025-W53",
                "2026-W00",
                "2026-W47-8",
                "2026-11-20T",
                "2026-11-20X10:00",
                "2026-11-20 24:01",
                "2026-11-20 10:60",
                "2026-11-20 10:00:61",
                "2026-11-20 1:2",
                "2026-11-20T10:00:00.Z",
                "2026-11-20T10:00Q",
                "2026-11-20T10:00+1",
                "2026-11-20T10:00+19:00",
                "2026-11-20 10:00 +01:00 x",
                "20261",
                "202611",
                "@",
                "@x",
                "@1.",
                "@1.5x",
                "@-1",
                "@1234567890123",
                "-",
                "-15",
                "-15x",
                "--15m",
                "ago",
                "x ago",
                "now x",
                "now-",
                "10:00Z",
                "10:0",
                "1795168800",
                "2026-11-2000",
                "2026-11-20-01",
                "٢٠٢٦"
            })
    void refusesWhatIsNoTime(String text) {
        OptionValueException e = assertThrows(OptionValueException.class, () -> TimePoint.parse(text));
        assertTrue(e.getMessage().startsWith("'" + text + "' "), e.getMessage());
    }

    @Test
    void printsAsTyped() {
        assertEquals("-15m", TimePoint.parse("-15m").toString());
    }

    /** Our calendar against that of the JDK, for random days in all spellings. */
    @Test
    void agreesWithTheJdk() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(
                    random.nextLong(184_467_440_000L), random.nextInt(100_000_000) * 10, ZoneOffset.UTC);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 60, 18 * 60) * 60);
            OffsetDateTime time = local.atOffset(offset);
            long seconds = time.toEpochSecond();
            if (seconds < 0) {
                continue;
            }
            long ticks = seconds * TimePoint.TICKS_PER_SECOND + time.getNano() / 10;
            String message = "seed " + seed + ", " + time;
            assertEquals(
                    ticks,
                    TimePoint.parse(time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME))
                            .resolve(0),
                    message);
            long day = local.toLocalDate().toEpochDay() * 86_400 * TimePoint.TICKS_PER_SECOND;
            String year = DateTimeFormatter.ofPattern("uuuu").format(local);
            String ordinal = Integer.toString(1000 + local.getDayOfYear()).substring(1);
            assertEquals(day, TimePoint.parse(year + "-" + ordinal).resolve(0), message);
            String week = local.get(IsoFields.WEEK_BASED_YEAR)
                    + "-W"
                    + Integer.toString(100 + local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))
                            .substring(1)
                    + "-" + local.getDayOfWeek().getValue();
            assertEquals(day, TimePoint.parse(week).resolve(0), message + " " + week);
        }
    }
}
