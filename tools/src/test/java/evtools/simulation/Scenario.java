package evtools.simulation;

import evtools.evrecv.HealingOptions;
import evtools.pipe.Durability;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated cluster is made of.
 *
 * @param servers how many
 * @param senders how many
 * @param events how many each sender has to send
 * @param durability the class of all events; null: some classes, as the seed decides
 * @param heals whether servers heal
 * @param repairAfterNanos how soon, if they do
 * @param zones how many zones the servers are in; 0: nothing is known of them
 * @param plainSpools whether spools are large, wait when they are full and keep nothing that is confirmed
 */
record Scenario(
        int servers,
        int senders,
        int events,
        @Nullable Durability durability,
        boolean heals,
        long repairAfterNanos,
        int zones,
        boolean plainSpools) {
    private static final long REPAIR_RATE = 32 << 20;

    /** As a seed decides. */
    static Scenario of(SplittableRandom random) {
        return new Scenario(
                3 + random.nextInt(4),
                1 + random.nextInt(3),
                20 + random.nextInt(120),
                null,
                random.nextInt(4) > 0,
                (1 + random.nextInt(10)) * VirtualTime.SECOND,
                random.nextInt(4),
                false);
    }

    HealingOptions healing() {
        return new HealingOptions(heals ? REPAIR_RATE : 0, repairAfterNanos);
    }
}
