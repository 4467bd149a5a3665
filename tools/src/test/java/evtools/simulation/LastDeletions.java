package evtools.simulation;

import evtools.store.DirectoryStore;

/** What there is to be deleted when peace has come: by then all servers know of it, and nobody has it any more. */
final class LastDeletions {
    private static final long PATIENCE_NANOS = 120 * VirtualTime.SECOND;

    private final Simulation world;
    private final SimulatedExporter exporter;

    LastDeletions(Simulation world, SimulatedExporter exporter) {
        this.world = world;
        this.exporter = exporter;
    }

    /** @param clocksAreRight no clock was ever wrong, so files are as old as they say */
    void run(boolean clocksAreRight) {
        await(exporter::isAtRest, "the exporter is at rest");
        if (world.scenario.heals()) {
            await(this::allKnow, "all servers know what one knows to be archived");
        }
        if (world.plan.archivesAtEnd()) {
            world.time.runUntil(Math.max(world.time.now(), lastBucketEnd() + world.plan.olderThanNanos()));
            exporter.archiveAll(PATIENCE_NANOS);
            // Healing has its chance to bring it back.
            world.time.runUntil(world.time.now() + 2 * world.scenario.repairAfterNanos() + 5 * VirtualTime.SECOND);
            requireGone();
        } else if (world.plan.retainNanos() > 0 && clocksAreRight) {
            expire();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition, String what) {
        long until = world.time.now() + PATIENCE_NANOS;
        while (!condition.holds()) {
            if (world.time.now() > until) {
                throw new Violation("not within " + PATIENCE_NANOS / VirtualTime.SECOND + " s: " + what);
            }
            world.time.runUntil(world.time.now() + VirtualTime.SECOND);
        }
    }

    private boolean allKnow() {
        for (TrackedFrame frame : world.ledger.all()) {
            int knowing = 0;
            boolean archived = false;
            for (SimulatedServer server : world.servers) {
                DirectoryStore.Appended end = server.endOf(frame);
                knowing += end == null ? 0 : 1;
                archived |= end == DirectoryStore.Appended.ARCHIVED;
            }
            if (archived && knowing < world.servers.size()) {
                return false;
            }
        }
        return true;
    }

    private void requireGone() {
        for (TrackedFrame frame : world.ledger.all()) {
            for (SimulatedServer server : world.servers) {
                if (frame.archived && server.holds(frame)) {
                    throw new Violation(frame + " is still on " + server.name + ", which was told to delete it");
                }
            }
        }
    }

    /** Each server keeps what it has for its own time, and what others bring it meanwhile once more for as long. */
    private void expire() {
        long keeping = world.plan.retainNanos() + world.plan.retainNanos() / 10 + 10 * VirtualTime.SECOND;
        long until = Math.max(world.time.now(), lastBucketEnd()) + world.servers.size() * keeping;
        while (!allExpired()) {
            if (world.time.now() > until) {
                throw new Violation("what servers keep for " + world.plan.retainNanos() / VirtualTime.SECOND
                        + " s is still there after " + until / VirtualTime.SECOND + " s");
            }
            world.time.runUntil(world.time.now() + 2 * VirtualTime.SECOND);
        }
    }

    private boolean allExpired() {
        for (SimulatedServer server : world.servers) {
            if (server.retainNanos() > 0 && (!server.isOpen() || server.frameCount() > 0)) {
                return false;
            }
        }
        return true;
    }

    private long lastBucketEnd() {
        long last = 0;
        for (TrackedFrame frame : world.ledger.all()) {
            last = Math.max(last, (frame.bucket + 1) * Simulation.WIDTH_SECONDS * VirtualTime.SECOND);
        }
        return last - SimulatedClock.EPOCH_NANOS;
    }
}
