package evtools.sealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.archive.ArchiveBucket;
import org.junit.jupiter.api.Test;

class DueRuleTest {
    private static final long HOLD_DOWN = 900;
    private static final ArchiveBucket BUCKET = new ArchiveBucket("default", 1_000_000, 1024);

    private static DueRule rule(boolean waitsForReplays) {
        return new DueRule(HOLD_DOWN, Long.MIN_VALUE, Long.MAX_VALUE, waitsForReplays);
    }

    @Test
    void aBucketIsDueWhenItsEndAndTheHoldDownHavePassed() {
        long due = BUCKET.endSeconds() + HOLD_DOWN;
        assertFalse(rule(true).mayBeDue(BUCKET, due - 1));
        assertTrue(rule(true).mayBeDue(BUCKET, due));
        assertEquals(0, rule(true).waitSeconds(BUCKET, BUCKET.beginSeconds(), due, due), "written to until now");
    }

    @Test
    void aReplayedBucketWaitsUntilNothingMoreCameForTheHoldDown() {
        long built = BUCKET.endSeconds() + 365L * 86_400;
        assertEquals(HOLD_DOWN, rule(true).waitSeconds(BUCKET, built, built, built));
        assertEquals(100, rule(true).waitSeconds(BUCKET, built, built + 100, built + HOLD_DOWN));
        assertEquals(0, rule(true).waitSeconds(BUCKET, built, built + 100, built + 100 + HOLD_DOWN));
        assertEquals(0, rule(false).waitSeconds(BUCKET, built, built, built));
        // It is written to for ever: not for ever waited for.
        long much = built + 48 * 3600;
        assertEquals(1, rule(true).waitSeconds(BUCKET, built, much, much - 1));
        assertEquals(0, rule(true).waitSeconds(BUCKET, built, much, much));
    }

    @Test
    void lateFramesDoNotPutABucketOff() {
        long now = BUCKET.endSeconds() + 10 * HOLD_DOWN;
        assertEquals(0, rule(true).waitSeconds(BUCKET, BUCKET.endSeconds() - 1, now, now));
        assertEquals(0, rule(true).waitSeconds(BUCKET, 0, now, now), "not stated when it was built");
    }

    @Test
    void sinceAndUntilChooseBucketsThatTouchThem() {
        DueRule rule = new DueRule(0, BUCKET.endSeconds() - 1, BUCKET.beginSeconds() + 1, true);
        assertTrue(rule.isWanted(BUCKET));
        assertFalse(new DueRule(0, BUCKET.endSeconds(), Long.MAX_VALUE, true).isWanted(BUCKET));
        assertFalse(new DueRule(0, 0, BUCKET.beginSeconds(), true).isWanted(BUCKET));
    }
}
