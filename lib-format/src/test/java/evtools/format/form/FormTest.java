package evtools.format.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"ArrayRecordComponent", "DuplicateDateFormatField", "MisusedDayOfYear"})
class FormTest {
    private record Fields(long point, byte[] message) implements FormFields {
        @Override
        public int messageLength() {
            return message.length;
        }

        @Override
        public void appendHost(ByteArrayBuilder out) {
            out.putLatin1("HOST");
        }

        @Override
        public void appendApp(ByteArrayBuilder out) {
            out.putLatin1("APP");
        }

        @Override
        public boolean appendNextBeside(ByteArrayBuilder out) {
            out.putLatin1("42");
            return true;
        }

        @Override
        public boolean appendTimeText(ByteArrayBuilder out) {
            return false;
        }
    }

    private static String render(String form, long point, String message) {
        Form parsed = Form.parse(form.getBytes(ISO_8859_1), 0, form.length());
        assertNotNull(parsed, form);
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        assertTrue(parsed.render(new Fields(point, message.getBytes(ISO_8859_1)), out));
        return new String(out.toByteArray(), ISO_8859_1);
    }

    @Test
    void wordsOfTheMessageGoBeforeFieldsInTheMiddle() {
        assertEquals(
                "134681 HOST APP state 1077804742 1 Component\n",
                render("$1w$h $a $1w%s $m", Point.fromEpochSeconds(1_077_804_742), "134681 state 1 Component"));
    }

    @Test
    void moreWordsThanThereAreEndWithTheMessage() {
        assertEquals("a b|\n", render("$9w|$m", 0, "a b"));
    }

    @Test
    void percentAndDollarStandForThemselvesWhenDoubled() {
        assertEquals("100% $5 x", render("100%% $$5 $m$.", 0, "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "$", "%", "$m$m", "no message", "$q$m", "%Q$m", "%+1$m", "$1x$m", "%-x$m", "$m$", "%+12a4$m"
            })
    void invalidFormsAreRefused(String form) {
        assertNull(Form.parse(form.getBytes(ISO_8859_1), 0, form.length()));
    }

    @Test
    void timesAgreeWithJavaTime() {
        long seed = 7;
        Random random = new Random(seed);
        String form = "%Y %y %m %d %e %H %k %I %l %M %S %b %B %a %A %p %j %s %1 %3 %6 %9 %-m %-d %-H %-I$m$.";
        DateTimeFormatter expected =
                DateTimeFormatter.ofPattern("uuuu uu MM dd ppd HH ppH hh pph mm ss MMM MMMM EEE EEEE a DDD", Locale.US);
        DateTimeFormatter rest = DateTimeFormatter.ofPattern(" S SSS SSSSSS SSSSSSSSS M d H h", Locale.US);
        for (int round = 0; round < 20_000; round++) {
            long seconds = random.nextLong(0, 184_467_440_737L);
            int nanos = random.nextInt(100_000_000) * 10;
            long point = Point.fromEpochSeconds(seconds) + nanos / 10;
            OffsetDateTime time = Instant.ofEpochSecond(seconds, nanos).atOffset(ZoneOffset.UTC);
            String want = time.format(expected) + " " + seconds + time.format(rest);
            assertEquals(want, render(form, point, ""), "seed " + seed);
        }
    }

    @Test
    void offsetsMoveTheLocalTimeBothWays() {
        long point = Point.fromEpochSeconds(
                OffsetDateTime.parse("2024-02-29T00:30:00+02:00").toEpochSecond());
        assertEquals("2024-02-29T00:30:00+02:00", render("%+0200%Y-%m-%dT%H:%M:%S+02:00$m$.", point, ""));
        assertEquals("2024-02-28T17:00:00-05:30", render("%-0530%Y-%m-%dT%H:%M:%S-05:30$m$.", point, ""));
        assertEquals("1969-12-31T23", render("%-0100%Y-%m-%dT%H$m$.", 0, ""));
    }

    @Test
    void epochDayIsTheInverse() {
        for (LocalDate day = LocalDate.of(1969, 12, 1); day.getYear() < 2105; day = day.plusDays(1)) {
            assertEquals(day.toEpochDay(), CivilTime.epochDay(day.getYear(), day.getMonthValue(), day.getDayOfMonth()));
        }
    }
}
