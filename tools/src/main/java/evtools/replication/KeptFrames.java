package evtools.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Frames that enough servers have confirmed, kept until they are to be confirmed once more after their bucket's end.
 * Bounded by bytes: the one that was confirmed first gives way. Not thread-safe.
 */
final class KeptFrames {
    private final Map<Long, OutgoingFrame> frames = new LinkedHashMap<>();
    /** By when they are asked for again ({@link OutgoingFrame#dueAt}), each in the order of being confirmed. */
    private final TreeMap<Long, ArrayDeque<OutgoingFrame>> byCheck = new TreeMap<>();

    private long bytes;

    /** @param checkAt when it is to be asked for again; many frames should share it */
    void add(OutgoingFrame frame, long checkAt) {
        frame.dueAt = checkAt;
        frames.put(frame.sequence, frame);
        byCheck.computeIfAbsent(checkAt, any -> new ArrayDeque<>()).addLast(frame);
        bytes += frame.bytes;
    }

    /** Takes one out; null if it is not there. */
    @Nullable
    OutgoingFrame remove(long sequence) {
        OutgoingFrame frame = frames.remove(sequence);
        if (frame != null) {
            removed(frame);
        }
        return frame;
    }

    /** Takes out the one that was confirmed first; null if there is none. */
    @Nullable
    OutgoingFrame removeOldest() {
        Iterator<OutgoingFrame> oldest = frames.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        OutgoingFrame frame = oldest.next();
        oldest.remove();
        removed(frame);
        return frame;
    }

    private void removed(OutgoingFrame frame) {
        bytes -= frame.bytes;
        ArrayDeque<OutgoingFrame> same = byCheck.get(frame.dueAt);
        if (same != null) {
            // The one confirmed first stands first.
            same.remove(frame);
            if (same.isEmpty()) {
                byCheck.remove(frame.dueAt);
            }
        }
    }

    /** Takes out what is to be asked for again by now. */
    List<OutgoingFrame> takeDue(long now) {
        List<OutgoingFrame> due = new ArrayList<>();
        while (!byCheck.isEmpty() && byCheck.firstKey() - now <= 0) {
            due.addAll(byCheck.pollFirstEntry().getValue());
        }
        for (OutgoingFrame frame : due) {
            frames.remove(frame.sequence);
            bytes -= frame.bytes;
        }
        return due;
    }

    int size() {
        return frames.size();
    }

    long bytes() {
        return bytes;
    }
}
