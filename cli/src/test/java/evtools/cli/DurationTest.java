package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0s",
        "0s, 0, 0s",
        "10s, 10000000000, 10s",
        "15m, 900000000000, 15m",
        "48h, 172800000000000, 48h",
        "2d, 172800000000000, 48h",
        "7d, 604800000000000, 7d",
        "1w, 604800000000000, 7d",
        "1h30m, 5400000000000, 90m",
        "1.5h, 5400000000000, 90m",
        "500ms, 500000000, 500ms",
        "0.25s, 250000000, 250ms",
        ".5s, 500000000, 500ms",
        "3us, 3000, 3us",
        "7ns, 7, 7ns",
        "1.000000001s, 1000000001, 1000000001ns",
        "1024s, 1024000000000, 1024s",
        "106751d, 9223286400000000000, 106751d",
    })
    void readsAndPrints(String text, long nanos, String shortest) {
        assertEquals(nanos, Duration.parse(text).nanos());
        assertEquals(shortest, Duration.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-5s", "+5s", "5 s", "5x", "5sx", "5s3", "1..5s", ".s", "5S", "1e3s", "٣s"})
    void refusesWhatIsNoDuration(String text) {
        OptionValueException e = assertThrows(OptionValueException.class, () -> Duration.parse(text));
        assertEquals("'" + text + "' is not a duration such as 10s, 15m or 48h", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"106752d", "99999999999999999999s", "9223372036854775807s", "106751d23h47m17s"})
    void refusesWhatDoesNotFit(String text) {
        OptionValueException e = assertThrows(OptionValueException.class, () -> Duration.parse(text));
        assertEquals("'" + text + "' is too long a time", e.getMessage());
    }

    @Test
    void readsBackWhatItPrints() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Duration duration = new Duration(random.nextLong() >>> (1 + random.nextInt(62)));
            assertEquals(duration, Duration.parse(duration.toString()), "seed " + seed);
        }
    }

    @Test
    void convertsUnits() {
        assertEquals(1, Duration.parse("1.9s").seconds());
        assertEquals(1900, Duration.parse("1.9s").millis());
        assertEquals(Duration.ofMillis(1900), Duration.parse("1.9s"));
    }
}
