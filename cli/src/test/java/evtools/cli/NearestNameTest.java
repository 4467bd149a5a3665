package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES = List.of("-c", "--count", "--color", "--output-format", "--no-dedup");

    @Test
    void findsSlips() {
        assertEquals("--count", NearestName.of("--cuont", NAMES));
        assertEquals("--color", NearestName.of("--colour", NAMES));
        assertEquals("--no-dedup", NearestName.of("--no-dedupe", NAMES));
    }

    @Test
    void findsBeginnings() {
        assertEquals("--output-format", NearestName.of("--output", NAMES));
    }

    @Test
    void findsNothingFarAway() {
        assertNull(NearestName.of("--xyzzy", NAMES));
        assertNull(NearestName.of("-x", NAMES));
    }
}
