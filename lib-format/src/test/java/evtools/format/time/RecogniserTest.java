package evtools.format.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.Point;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecogniserTest {
    /** 2026-11-20, so that June lies in the same year and December in the one before. */
    private static final long REFERENCE = Instant.parse("2026-11-20T12:00:00Z").getEpochSecond();

    /** Layouts of all kinds: the line, its time, host, app, form and what its message begins with. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass~2026-06-14T15:16:01Z~combo~sshd(pam_unix)~%b %e %H:%M:%S $h $a[$v]: $m~check",
                "Dec  4 15:16:01 combo kernel: x~2025-12-04T15:16:01Z~combo~kernel~%b %e %H:%M:%S $h $a: $m~x",
                "Jun 14 15:16:01 combo syslogd 1.4.1: restart.~2026-06-14T15:16:01Z~combo~syslogd~%b %e %H:%M:%S $h $a $m~1.4.1: restart.",
                "<34>Oct 11 22:14:15 mymachine su: failed~2026-10-11T22:14:15Z~mymachine~su~<$v>%b %e %H:%M:%S $h $a: $m~failed",
                "<165>1 2003-10-11T22:14:15.003Z h.example evntslog 8710 ID47 - x~2003-10-11T22:14:15.003Z~h.example~evntslog~<$v>1 %Y-%m-%dT%H:%M:%S.%3Z $h $a $v $m~ID47 - x",
                "2024-01-01T10:00:00.5+01:00 web app[7]: up~2024-01-01T09:00:00.5Z~web~app~%+0100%Y-%m-%dT%H:%M:%S.%1+01:00 $h $a[$v]: $m~up",
                "2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop.App: Created~2015-10-18T18:01:47.978Z~~org.apache.hadoop.App~%Y-%m-%d %H:%M:%S,%3 $2w$a: $m~INFO [main] Created",
                "2024-01-01 10:00:00.123  INFO 12345 --- [       main] c.e.demo.App    : Started~2024-01-01T10:00:00.123Z~~c.e.demo.App~%Y-%m-%d %H:%M:%S.%3  $5w$a    : $m~INFO 12345 ---",
                "2024-01-01 10:00:00,123 - app.module - WARNING - low~2024-01-01T10:00:00.123Z~~app.module~%Y-%m-%d %H:%M:%S,%3 - $a - $m~WARNING - low",
                "2016-09-28 04:30:30, Info                  CBS    Loaded~2016-09-28T04:30:30Z~~CBS~%Y-%m-%d %H:%M:%S, $1w$a    $m~Info                  Loaded",
                "17/06/09 20:10:40 INFO executor.Executor: Running~2017-06-09T20:10:40Z~~executor.Executor~%y/%m/%d %H:%M:%S $1w$a: $m~INFO Running",
                "081109 203615 148 INFO dfs.DataNode$X: Packet~2008-11-09T20:36:15Z~~dfs.DataNode$X~%y%m%d %H%M%S $v $1w$a: $m~INFO Packet",
                "03-17 16:13:38.811  1702  2395 D WindowManager: print~2026-03-17T16:13:38.811Z~~WindowManager~%m-%d %H:%M:%S.%3  $v  $v $1w$a: $m~D print",
                "[Sun Dec 04 04:47:44 2005] [notice] ok~2005-12-04T04:47:44Z~~~[%a %b %d %H:%M:%S %Y] $m~[notice] ok",
                "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /~2000-10-10T20:55:36Z~~~$3w[%-0700%d/%b/%Y:%H:%M:%S -0700] $m~127.0.0.1 - frank \"GET /",
                "2024/01/02 03:04:05 [error] 12#34: *1 x~2024-01-02T03:04:05Z~~~%Y/%m/%d %H:%M:%S $m~[error]",
                "I0102 15:04:05.678901   123 main.go:1] x~2026-01-02T15:04:05.678901Z~~~$v%m%d %H:%M:%S.%6 $m~  123",
                "1700000000 x~2023-11-14T22:13:20Z~~~%s $m~x",
                "1700000000.123456 x~2023-11-14T22:13:20.123456Z~~~%s.%6 $m~x",
                "1700000000123 x~2023-11-14T22:13:20.123Z~~~%s%3 $m~x",
                "Mon Jan  2 15:04:05 MST 2006 x~2006-01-02T22:04:05Z~~~%-0700%a %b %e %H:%M:%S MST %Y $m~x",
                "Jan 02, 2024 3:04:05 PM com.example.Main run~2024-01-02T15:04:05Z~~~%b %d, %Y %-I:%M:%S %p $m~com.example",
                "20240101T101112.5Z x~2024-01-01T10:11:12.5Z~~~%Y%m%dT%H%M%S.%1Z $m~x",
                "20171224-0:7:20:444|Step|1~2017-12-24T00:07:20.444Z~~~$t|$m~Step|1",
                "20171224-0:07:20:44|Step|1~2017-12-24T00:07:20.044Z~~~$t|$m~Step|1",
                "[10.30 16:49:06] chrome.exe - x~2026-10-30T16:49:06Z~~~[%m.%d %H:%M:%S] $m~chrome.exe",
                "31.01.2024 13:04:05 x~2024-01-31T13:04:05Z~~~%d.%m.%Y %H:%M:%S $m~x",
                "31/12/2024 10:11 x~2024-12-31T10:11:00Z~~~%d/%m/%Y %H:%M $m~x",
                "01-Jan-2024 10:00:00.123 INFO [main] org.apache.Startup.log x~2024-01-01T10:00:00.123Z~~org.apache.Startup.log~%d-%b-%Y %H:%M:%S.%3 $2w$a $m~INFO [main] x",
                "1234:M 01 Jan 2024 10:11:12.123 * Ready~2024-01-01T10:11:12.123Z~~~$1w%d %b %Y %H:%M:%S.%3 $m~1234:M * Ready",
                "- 1117838570 2005.06.03 R02 2005-06-03-15.42.50.675872 R02 RAS~2005-06-03T15:42:50.675872Z~~~$4w%Y-%m-%d-%H.%M.%S.%6 $m~- 1117838570 2005.06.03 R02 R02",
                "Tue, 02 Jan 2024 03:04:05 +0100 x~2024-01-02T02:04:05Z~~~%+0100%a, %d %b %Y %H:%M:%S +0100 $m~x",
                "2024-12-31T23:59:60Z x~2024-12-31T23:59:59Z~~~$t $m~x",
                "[Mon Dec 04 04:47:44 2005] wrong day~2005-12-04T04:47:44Z~~~$t $m~wrong",
                "2024-01-01T10:11:12.123456789Z x~2024-01-01T10:11:12.123456780Z~~~$t $m~x",
                "{\"time\":\"2024-01-01T10:11:12Z\",\"n\":1}~2024-01-01T10:11:12Z~~~~{\"time\"",
                "{\"level\":30,\"time\":1531171074631}~2018-07-09T21:17:54.631Z~~~~{\"level\"",
                "ts=2024-01-01T10:11:12Z level=info~2024-01-01T10:11:12Z~~~~ts=2024",
                "type=SYSCALL msg=audit(1364481363.243:24287): x~2013-03-28T14:36:03.243Z~~~~type=",
                "a,b,2024-01-01 10:00:01,c~2024-01-01T10:00:01Z~~~~a,b",
            })
    void knows(String line, String time, String host, String app, String form, String message) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        Recogniser recogniser = learned(line + "\n");
        LineHead head = recogniser.recognise(bytes, 0, bytes.length);
        assertTrue(head.timed(), () -> "no time; layouts " + recogniser.layouts());
        assertEquals(
                form == null ? "" : formWithoutBrackets(line, form),
                new String(head.form(), StandardCharsets.ISO_8859_1));
        assertEquals(Instant.parse(time), instant(head.textTime()));
        assertEquals(host == null ? "" : host, text(line, head.hostStart(), head.hostLength()));
        assertEquals(app == null ? "" : app, text(line, head.appStart(), head.appLength()));
        StringBuilder actual = new StringBuilder();
        for (int i = 0; i < head.kept(); i++) {
            actual.append(text(line, head.keptStart(i), head.keptLength(i)));
        }
        actual.append(line.substring(head.restStart()));
        // The table's cells are stripped.
        assertTrue(actual.toString().strip().startsWith(message.strip()), () -> "message " + actual);
    }

    /** A time kept as text keeps its brackets in the form. */
    private static String formWithoutBrackets(String line, String form) {
        return form.startsWith("$t ") && line.startsWith("[") ? "[$t] $m" : form;
    }

    private static Recogniser learned(String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
        Recogniser recogniser = new Recogniser(REFERENCE);
        recogniser.learn(bytes, 0, bytes.length);
        return recogniser;
    }

    private static Instant instant(long point) {
        return Instant.ofEpochSecond(Point.epochSeconds(point), Point.ticksOfSecond(point) * Point.NANOS_PER_TICK);
    }

    private static String text(String line, int start, int length) {
        return line.substring(start, start + length);
    }

    private static LineHead recognise(Recogniser recogniser, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return recogniser.recognise(bytes, 0, bytes.length);
    }

    @Test
    void linesWithoutATimeHaveNone() {
        Recogniser recogniser = learned("2024-01-01 10:00:00 x\n");
        for (String line : List.of(
                "",
                "java.io.IOException: broke",
                "\tat a.b.C(D.java:12)",
                "2024-13-01 10:00:00 no such month",
                "2024-02-30 10:00:00 no such day",
                "2024-01-01 24:00:00 no such hour",
                "1969-12-31 23:59:59 too early",
                "[    1.234567] kernel ring buffer",
                "12 monkeys 34")) {
            assertFalse(recognise(recogniser, line).timed(), line);
        }
    }

    @Test
    void countsTheYearAcrossNewYear() {
        Recogniser recogniser = learned("Dec 30 10:00:00 h a: x\n");
        assertEquals("2025-12-30T10:00:00Z", timeOf(recogniser, "Dec 30 10:00:00 h a: x"));
        assertEquals("2026-01-02T10:00:00Z", timeOf(recogniser, "Jan  2 10:00:00 h a: x"));
        assertEquals("2025-12-31T23:59:59Z", timeOf(recogniser, "Dec 31 23:59:59 h a: straggler"));
        assertEquals("2026-03-01T00:00:00Z", timeOf(recogniser, "Mar  1 00:00:00 h a: x"));
        assertEquals("2026-02-20T00:00:00Z", timeOf(recogniser, "Feb 20 00:00:00 h a: a little back"));
        assertEquals("2026-12-01T00:00:00Z", timeOf(recogniser, "Dec  1 00:00:00 h a: x"));
        assertEquals("2027-01-01T00:00:00Z", timeOf(recogniser, "Jan  1 00:00:00 h a: x"));
    }

    private static String timeOf(Recogniser recogniser, String line) {
        LineHead head = recognise(recogniser, line);
        assertTrue(head.timed(), line);
        return instant(head.textTime()).toString();
    }

    @Test
    void aLeapDayLiesInALeapYear() {
        assertEquals("2024-02-29T10:00:00Z", timeOf(learned("Feb 29 10:00:00 h a: x\n"), "Feb 29 10:00:00 h a: x"));
    }

    @Test
    void theSampleDecidesWhatIsDayAndMonth() {
        Recogniser recogniser = learned("07/01/2024 10:00:00 x\n15/01/2024 10:00:00 x\n");
        assertEquals("2024-01-07T10:00:00Z", timeOf(recogniser, "07/01/2024 10:00:00 x"));
        assertEquals("2024-07-01T10:00:00Z", timeOf(learned("07/01/2024 10:00:00 x\n"), "07/01/2024 10:00:00 x"));
    }

    @Test
    void aLineOfAnotherLayoutIsLearnedOnItsOwn() {
        Recogniser recogniser = learned("2024-01-01 10:00:00 x\n");
        assertEquals("2024-01-01T10:00:01Z", timeOf(recogniser, "2024-01-01T10:00:01Z x"));
        assertEquals(2, recogniser.layouts().size());
        for (char mark : "|:,;])>'\"".toCharArray()) {
            recognise(recogniser, "2024-01-01T10:00:00Z" + mark + " x");
        }
        assertEquals(LayoutLearner.MAX_LAYOUTS, recogniser.layouts().size());
    }

    @Test
    void layoutsAreTheSameAfterBeingKeptAsText() {
        String lines = "Jun 14 15:16:01 combo sshd[1]: x\n<34>Oct 11 22:14:15 m su: y\n2024-01-01 10:00:00 z\n";
        Recogniser recogniser = learned(lines);
        Recogniser restored = new Recogniser(REFERENCE);
        restored.restore(recogniser.layouts(), recogniser.year(), 0);
        assertEquals(recogniser.layouts(), restored.layouts());
        assertEquals(3, restored.layouts().size());
    }

    @Test
    void textThatIsNoLayoutIsRefused() {
        for (String text : List.of("", "no time", "%", "%Q", "${nothing}%Y", "%Y${", "%Y ${x} %m", "$")) {
            assertEquals(null, Layout.of(text), text);
        }
    }
}
