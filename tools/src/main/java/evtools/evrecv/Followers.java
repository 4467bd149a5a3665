package evtools.evrecv;

import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import evtools.transport.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Readers that get every frame as it is stored. One that is too slow misses frames, which are counted and reported when
 * it leaves; storing never waits for a reader.
 */
final class Followers {
    private record Follower(Connection connection, AtomicLong missed) {}

    private final DirectoryStore store;
    private final ServerReports reports;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    Followers(DirectoryStore store, ServerReports reports) {
        this.store = store;
        this.reports = reports;
    }

    void add(Connection connection) {
        followers.add(new Follower(connection, new AtomicLong()));
    }

    void remove(Connection connection) {
        followers.removeIf(follower -> {
            if (!follower.connection.equals(connection)) {
                return false;
            }
            long missed = follower.missed.get();
            if (missed > 0) {
                reports.diagnostics()
                        .warningIn(connection.remote(), "reader was too slow and missed " + missed + " frames");
            }
            return true;
        });
    }

    void stored(StoredFrame frame) {
        for (Follower follower : followers) {
            if (follower.connection.offer(new StoredFrameMessage(store, frame, 0))) {
                reports.counters().read(frame.length());
            } else {
                follower.missed.incrementAndGet();
                reports.counters().missed();
            }
        }
    }
}
