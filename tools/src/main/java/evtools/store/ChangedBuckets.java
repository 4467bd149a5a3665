package evtools.store;

import java.util.HashMap;
import java.util.Map;

/** Which buckets of a store have changed since somebody asked last. Guarded by the store's lock. */
final class ChangedBuckets {
    private Map<Long, Boolean> changed = new HashMap<>();

    void grown(long bucket) {
        changed.putIfAbsent(bucket, false);
    }

    void shrunk(long bucket) {
        changed.put(bucket, true);
    }

    /** Each bucket's number, and whether it has lost frames. */
    Map<Long, Boolean> take() {
        Map<Long, Boolean> taken = changed;
        changed = new HashMap<>();
        return taken;
    }
}
