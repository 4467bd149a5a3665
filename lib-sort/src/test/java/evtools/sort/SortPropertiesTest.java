package evtools.sort;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few of the seeds that {@code tests/acceptance/sort-properties} tries. */
class SortPropertiesTest {
    private static final int SEEDS = 200;

    @TempDir
    Path temporary;

    @Test
    void sortedDistinctAndTheSameForAnyOrderFramingAndMemory() throws IOException {
        SortProperties properties = new SortProperties(temporary);
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                properties.tryCase(seed);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        properties.nothingLeft();
    }
}
