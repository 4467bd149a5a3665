package evtools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.fleet.StoreDays.Found;
import evtools.fleet.StoreDays.Settings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few hours of what {@code tests/acceptance/store-days} does for days. */
class StoreDaysTest {
    private static final long SEED = 1;

    @TempDir
    private Path work;

    @Test
    void everyEventIsSealedOnceWhateverComesLate() throws IOException {
        Settings settings = new Settings(40_000, 20, 4, "15m", 2, SEED);
        Found found = new StoreDays(settings, work).run();
        assertEquals(found.given(), found.archived(), "seed " + SEED);
        assertTrue(found.frames() > 1_000, "frames: " + found.frames());
        assertTrue(found.writeAmplification() < 1.01, "bytes written: " + found.writeAmplification());
        assertTrue(found.copies() > 0, "no frame came twice");
        assertTrue(
                found.segments() > found.buckets(),
                found.segments() + " segments of " + found.buckets() + " buckets: nothing was late");
    }
}
