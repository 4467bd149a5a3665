package evtools.simulation;

import evtools.store.DirectoryStore;
import java.util.HashSet;
import java.util.Set;

/**
 * Watches what one server deletes: whether it may, and whether anything comes back that it knows to be deleted. It looks
 * at the files that disappear, and at what the server says of each frame.
 */
final class DeletionWatch {
    private static final long MILLIS = VirtualTime.MILLISECOND;

    private final SimulatedServer server;
    /** What this store has said to be deleted: must not be there any more, and never again. */
    private final Set<TrackedFrame> gone = new HashSet<>();
    /** What was in files that it has deleted. */
    private final Set<TrackedFrame> removed = new HashSet<>();

    private long latestEpochNanos;

    DeletionWatch(SimulatedServer server) {
        this.server = server;
    }

    /** Whether the server has deleted it, or refuses it, for a good reason. */
    boolean isGone(TrackedFrame frame) {
        return gone.contains(frame);
    }

    /** Its disk is another one now. */
    void wiped() {
        gone.clear();
        removed.clear();
    }

    /** The clock shows this. */
    void tick() {
        latestEpochNanos = Math.max(latestEpochNanos, server.clock.epochNanos());
    }

    /** A file of a bucket is deleted. */
    void fileDeleted(SimulatedFile file) {
        for (TrackedFrame frame : server.world.ledger.contents().framesIn(file)) {
            if (!gone.contains(frame)) {
                if (!frame.archived && !mayExpire(frame, file.modifiedMillis)) {
                    throw new Violation(
                            server.name + " deletes " + frame + ", which no archive has and which is not old");
                }
                removed.add(frame);
            }
        }
    }

    /**
     * As {@code --retain} promises: its bucket ended that long ago and was not written to for as long, by the server's
     * clock. A store that is being opened deletes what was due when it was closed, whatever its clock shows now.
     */
    private boolean mayExpire(TrackedFrame frame, long modifiedMillis) {
        long retain = server.retainNanos();
        long now = server.isOpen() ? server.clock.epochNanos() : latestEpochNanos;
        long end = (frame.bucket + 1) * Simulation.WIDTH_SECONDS * VirtualTime.SECOND;
        return retain > 0 && end <= now - retain && modifiedMillis * MILLIS < now - retain;
    }

    /** Compares what the store says now with what it has said before. */
    void observe(DirectoryStore store) {
        for (TrackedFrame frame : server.world.ledger.all()) {
            boolean wasGone = gone.contains(frame);
            DirectoryStore.Appended end = store.tombstone(frame.origin, frame.sequence);
            if (store.find(frame.origin, frame.sequence) != null) {
                if (wasGone) {
                    throw new Violation(frame + " is back on " + server.name + ", which knew that it was deleted");
                }
            } else if (end == null) {
                if (wasGone) {
                    throw new Violation(server.name + " does not know any more that " + frame + " was deleted");
                }
            } else if (!wasGone && store.remembersDeleted()) {
                gone(frame, end);
            }
        }
    }

    private void gone(TrackedFrame frame, DirectoryStore.Appended end) {
        boolean wasHere = removed.remove(frame);
        if (end == DirectoryStore.Appended.ARCHIVED && !frame.archived) {
            throw new Violation(server.name + " says that " + frame + " is archived, and no archive has it");
        }
        // What has rotted is no frame to us, and one to a store that hasn't seen it yet.
        if (end == DirectoryStore.Appended.EXPIRED && !wasHere && frame.rotten == 0) {
            throw new Violation(server.name + " says that " + frame + " has expired, and it didn't delete it");
        }
        if (wasHere || server.world.ledger.contents().has(server.disk, false, frame)) {
            frame.deleted++;
            server.world.trace.note(server.name, "has deleted frame as " + end, frame.sequence, frame.deleted);
        }
        frame.expired |= end == DirectoryStore.Appended.EXPIRED;
        gone.add(frame);
    }
}
