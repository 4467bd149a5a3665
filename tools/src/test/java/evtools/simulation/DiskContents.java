package evtools.simulation;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which frames lie on a disk, found by looking at its bytes, whatever the program that wrote them believes. */
final class DiskContents {
    /** Finds the frame that a header names; null if there is none. */
    interface Lookup {
        @Nullable
        TrackedFrame frame(long origin, long sequence);
    }

    private static final class Seen {
        final Set<TrackedFrame> frames = new LinkedHashSet<>();
        long version = -1;
        long rewrites = -1;
        int parsed;
    }

    private static final String STORE = "store";
    private static final String QUARANTINE = "quarantine";

    private final Lookup lookup;
    private final IdentityHashMap<SimulatedFile, Seen> cached = new IdentityHashMap<>();
    private final IdentityHashMap<SimulatedFile, Seen> durable = new IdentityHashMap<>();
    private final FrameHeader header = new FrameHeader();

    DiskContents(Lookup lookup) {
        this.lookup = lookup;
    }

    /** All that programs find there now. */
    Set<TrackedFrame> frames(SimulatedDisk disk) {
        Set<TrackedFrame> found = new LinkedHashSet<>();
        if (disk.base().names.get(STORE) instanceof SimulatedDirectory store) {
            collect(store, false, found);
        }
        return found;
    }

    /** All that is there after any crash. */
    Set<TrackedFrame> durableFrames(SimulatedDisk disk) {
        Set<TrackedFrame> found = new LinkedHashSet<>();
        if (disk.base().durable().get(STORE) instanceof SimulatedDirectory store) {
            collect(store, true, found);
        }
        return found;
    }

    boolean has(SimulatedDisk disk, boolean onlyDurable, TrackedFrame frame) {
        Map<String, Object> names = onlyDurable ? disk.base().durable() : disk.base().names;
        return names.get(STORE) instanceof SimulatedDirectory store && has(store, onlyDurable, frame);
    }

    private boolean has(SimulatedDirectory directory, boolean onlyDurable, TrackedFrame frame) {
        for (Map.Entry<String, Object> entry : (onlyDurable ? directory.durable() : directory.names).entrySet()) {
            if (entry.getValue() instanceof SimulatedFile file
                    ? framesOf(file, onlyDurable).contains(frame)
                    : !entry.getKey().equals(QUARANTINE)
                            && has((SimulatedDirectory) entry.getValue(), onlyDurable, frame)) {
                return true;
            }
        }
        return false;
    }

    private void collect(SimulatedDirectory directory, boolean onlyDurable, Set<TrackedFrame> found) {
        (onlyDurable ? directory.durable() : directory.names).forEach((name, entry) -> {
            if (entry instanceof SimulatedFile file) {
                found.addAll(framesOf(file, onlyDurable));
            } else if (!name.equals(QUARANTINE)) {
                collect((SimulatedDirectory) entry, onlyDurable, found);
            }
        });
    }

    /** All that programs find in a file. */
    Set<TrackedFrame> framesIn(SimulatedFile file) {
        return framesOf(file, false);
    }

    private Set<TrackedFrame> framesOf(SimulatedFile file, boolean onlyDurable) {
        Seen seen = (onlyDurable ? durable : cached).computeIfAbsent(file, any -> new Seen());
        if (seen.version == file.version()) {
            return seen.frames;
        }
        if (seen.rewrites != file.rewrites()) {
            seen.frames.clear();
            seen.parsed = 0;
            seen.rewrites = file.rewrites();
        }
        seen.version = file.version();
        byte[] bytes = onlyDurable ? file.durable() : file.cached();
        int at = seen.parsed;
        while (bytes.length - at >= FrameLimits.HEADER_BYTES) {
            int length = FrameHeader.startsAt(bytes, at) && header.read(bytes, at) == null ? header.frameLength() : 0;
            if (length == 0 || length > bytes.length - at) {
                at++;
                continue;
            }
            TrackedFrame frame = lookup.frame(header.origin(), header.sequence());
            if (frame != null && Arrays.equals(frame.bytes, 0, frame.bytes.length, bytes, at, at + length)) {
                seen.frames.add(frame);
                at += length;
                seen.parsed = at;
            } else {
                at++;
            }
        }
        return seen.frames;
    }
}
