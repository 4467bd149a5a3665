package evtools.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Runs seeds: 1 to 1,000, or {@code -Dsimulation.seeds=A-B}, or {@code -Dsimulation.seed=N} alone, which is how a
 * failure is run again.
 */
class SimulationTest {
    private static final int MOST_THREADS = 2;
    private static final int MOST_SEEDS_TO_CATCH = 100;

    @Test
    void noSeedViolatesAGuarantee() throws InterruptedException {
        String one = System.getProperty("simulation.seed");
        String[] range =
                (one == null ? System.getProperty("simulation.seeds", "1-1000") : one + "-" + one).split("-", 2);
        long first = Long.parseLong(range[0]);
        long last = Long.parseLong(range[1]);
        Campaign campaign = new Campaign(Rules.SHIPPED);
        campaign.run(first, last, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        StringBuilder failures = new StringBuilder();
        campaign.violations().values().stream()
                .limit(3)
                .forEach(violation -> failures.append(violation.getMessage()).append('\n'));
        assertTrue(campaign.violations().isEmpty(), () -> campaign.summary() + '\n' + failures);
    }

    @Test
    void equalSeedsMakeEqualRuns() {
        for (long seed = 1; seed <= 5; seed++) {
            Outcome once = Simulation.run(seed, Rules.SHIPPED);
            assertEquals(once, Simulation.run(seed, Rules.SHIPPED));
            assertNotEquals(
                    once.traceHash(), Simulation.run(seed + 1, Rules.SHIPPED).traceHash());
        }
    }

    @Test
    void countingAnswersInsteadOfServersIsCaught() {
        requireCaught(Rules.COUNT_ANSWERS);
    }

    @Test
    void forgettingAfterTheSecondDeliveryIsCaught() {
        requireCaught(Rules.FORGET_AFTER_SECOND_DELIVERY);
    }

    @Test
    void answeringBeforeTheSyncIsCaught() {
        requireCaught(Rules.ANSWER_WITHOUT_SYNC);
    }

    @Test
    void trustingASyncAfterAFailedOneIsCaught() {
        requireCaught(Rules.TRUST_A_LATER_SYNC);
    }

    @Test
    void takingFromOtherServersWhatWasDeletedIsCaught() {
        requireCaught(Rules.TAKE_DELETED_FROM_PEERS);
    }

    @Test
    void healingWhatWasDeletedIsCaught() {
        requireCaught(Rules.HEAL_DELETED);
    }

    @Test
    void takingFromSendersWhatWasDeletedIsCaught() {
        requireCaught(Rules.TAKE_DELETED_FROM_SENDERS);
    }

    @Test
    void forgettingTombstonesIsCaught() {
        requireCaught(Rules.FORGET_TOMBSTONES);
    }

    @Test
    void tellingNobodyOfTombstonesIsCaught() {
        requireCaught(Rules.KEEP_TOMBSTONES_SECRET);
    }

    @Test
    void expiringEarlyIsCaught() {
        requireCaught(Rules.EXPIRE_EARLY);
    }

    @Test
    void deletingWhatIsNotArchivedIsCaught() {
        requireCaught(Rules.DELETE_UNARCHIVED);
    }

    @Test
    void keepingDeletedFramesInTheSpoolIsCaught() {
        requireCaught(Rules.KEEP_DELETED_IN_SPOOL);
    }

    /** A check that can't fail proves nothing: with the rule switched off, one of the first seeds must fail; with it on none does. */
    private static void requireCaught(Rules broken) {
        Campaign campaign = new Campaign(broken);
        long seed = campaign.firstCaught(1, MOST_SEEDS_TO_CATCH);
        assertTrue(seed > 0, "not caught by seeds 1 to " + MOST_SEEDS_TO_CATCH);
        assertTrue(campaign.violations().containsKey(seed));
    }
}
