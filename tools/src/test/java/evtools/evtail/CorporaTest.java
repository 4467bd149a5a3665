package evtools.evtail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.Point;
import evtools.format.event.EventView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ten corpora: every byte comes back, and the times are those that another parser reads. */
@EnabledIfEnvironmentVariable(named = "EVTOOLS_CORPORA", matches = ".+")
class CorporaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Android|0|18|MM-dd HH:mm:ss.SSS yyyy",
                "Apache|1|24|EEE MMM dd HH:mm:ss yyyy",
                "HDFS|0|13|yyMMdd HHmmss",
                "HPC|-1|10|epoch",
                "Hadoop|0|23|yyyy-MM-dd HH:mm:ss,SSS",
                "Linux|0|15|MMM d HH:mm:ss yyyy",
                "OpenSSH|0|15|MMM d HH:mm:ss yyyy",
                "Spark|0|17|yy/MM/dd HH:mm:ss",
                "Windows|0|19|yyyy-MM-dd HH:mm:ss",
                "Zookeeper|0|23|yyyy-MM-dd HH:mm:ss,SSS",
            })
    void everyByteAndEveryTime(String name, int start, int length, String pattern) throws IOException {
        Path path = Path.of(System.getenv("EVTOOLS_CORPORA"), name + "_2k.log");
        byte[] file = Files.readAllBytes(path);
        List<byte[]> events = Readings.events(file);
        assertArrayEquals(file, Readings.raw(events));
        String[] lines = new String(file, StandardCharsets.ISO_8859_1).split("\n", 2_001);
        int count = 0;
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            EventView event = Readings.view(events.get(count));
            Instant expected =
                    start < 0 ? epoch(line) : time(line.substring(start, start + length), pattern, year(name));
            long whole = event.point() - Math.floorMod(event.point(), Point.TICKS_PER_MILLISECOND);
            Instant actual = Instant.ofEpochSecond(
                    Point.epochSeconds(whole), Point.ticksOfSecond(whole) / Point.TICKS_PER_MILLISECOND * 1_000_000);
            long tolerance = pattern.contains("SSS") ? 1 : 1_000;
            long difference = actual.toEpochMilli() - expected.toEpochMilli();
            assertTrue(difference >= 0 && difference < tolerance, name + " line " + count + ": " + line);
            count++;
        }
        assertEquals(events.size(), count);
    }

    private static Instant epoch(String line) {
        return Instant.ofEpochSecond(Long.parseLong(line.split(" ")[4]));
    }

    /** The file is said to be of January 2027: the first times without a year lie in 2026. */
    private static int year(String name) {
        return name.equals("Android") || name.equals("Linux") || name.equals("OpenSSH") ? 2026 : 0;
    }

    private static Instant time(String text, String pattern, int year) {
        String whole = year == 0 ? text : text.replaceAll(" +", " ") + " " + year;
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        return LocalDateTime.parse(whole, formatter).toInstant(ZoneOffset.UTC);
    }
}
