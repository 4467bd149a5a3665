package evtools.store;

import java.util.LinkedHashSet;
import java.util.Set;

/** One file of a spool, and how many of its frames are still needed. Guarded by the spool's lock. */
final class SpoolFile {
    final Leaf leaf;
    int needed;
    /** It has a positions frame. */
    boolean positions;
    /** Sequences of frames in it that were dropped: what would be taken for waiting after a restart. */
    final Set<Long> dropped = new LinkedHashSet<>();

    SpoolFile(Leaf leaf) {
        this.leaf = leaf;
    }
}
