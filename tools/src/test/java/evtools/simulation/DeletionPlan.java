package evtools.simulation;

import java.util.SplittableRandom;

/**
 * What a simulated cluster deletes.
 *
 * @param archives whether somebody archives buckets and has servers delete what was archived
 * @param archivesAtEnd whether that is also done when peace has come, with all servers there
 * @param olderThanNanos how long ago buckets have ended that are archived
 * @param retainNanos how long servers keep buckets; 0: for ever
 * @param allRetain whether all servers do, or each as chance decides
 */
record DeletionPlan(boolean archives, boolean archivesAtEnd, long olderThanNanos, long retainNanos, boolean allRetain) {
    /** Nothing is ever deleted. */
    static final DeletionPlan NONE = new DeletionPlan(false, false, 0, 0, false);

    /** As a seed decides. */
    static DeletionPlan of(SplittableRandom random) {
        boolean archives = random.nextInt(5) == 0;
        boolean retains = random.nextInt(5) == 0;
        return new DeletionPlan(
                archives,
                archives && random.nextBoolean(),
                random.nextLong(8 * VirtualTime.SECOND),
                retains ? (5 + random.nextInt(15)) * VirtualTime.SECOND : 0,
                random.nextBoolean());
    }

    boolean deletes() {
        return archives || retainNanos > 0;
    }
}
