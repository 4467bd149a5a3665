package evtools.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StoreLimitsTest {
    @Test
    void aSmallHeapKeepsTrackOfFewerFrames() {
        int frames = StoreLimits.DEFAULT.withinMemory(1L << 30).maxFrames();
        assertTrue(frames > 3_000_000 && frames * 250L < 1L << 30, frames + " frames");
    }

    @Test
    void aLargeHeapChangesNothing() {
        assertEquals(StoreLimits.DEFAULT, StoreLimits.DEFAULT.withinMemory(Long.MAX_VALUE));
    }
}
