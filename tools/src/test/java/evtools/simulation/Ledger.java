package evtools.simulation;

import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import evtools.store.DirectoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows every frame ever made and looks at the disks themselves, so it can tell at any moment whether what a sender has
 * just concluded is true.
 *
 * <p>A confirmation that is under way can't know what is lost meanwhile. So a copy that was there and is gone counts
 * beside those that are there: each such loss is one of the losses that the frame's class stands.
 */
final class Ledger {
    private record Id(long origin, long sequence) {}

    private final Simulation world;
    private final Map<Id, TrackedFrame> frames = new LinkedHashMap<>();
    private final DiskContents contents =
            new DiskContents((origin, sequence) -> frames().get(new Id(origin, sequence)));
    private final Map<SimulatedDisk, Set<TrackedFrame>> writtenOff = new LinkedHashMap<>();
    private Set<TrackedFrame> before = Set.of();
    private Set<TrackedFrame> durableBefore = Set.of();
    private Consumer<TrackedFrame> whenAcknowledged = frame -> {};
    private int acknowledged;
    private int confirmed;
    private int dropped;
    private int archived;
    private int settled;

    Ledger(Simulation world) {
        this.world = world;
    }

    /** Is told of every acknowledgement, at once. */
    void whenAcknowledged(Consumer<TrackedFrame> action) {
        whenAcknowledged = action;
    }

    private Map<Id, TrackedFrame> frames() {
        return frames;
    }

    Collection<TrackedFrame> all() {
        return frames.values();
    }

    int acknowledgedCount() {
        return acknowledged;
    }

    int confirmedCount() {
        return confirmed;
    }

    int droppedCount() {
        return dropped;
    }

    /** A sender has made a frame. */
    TrackedFrame made(SimulatedSender sender, FrameHeader header, byte[] bytes) {
        TrackedFrame frame = new TrackedFrame(sender, header, bytes);
        frame.events.addAll(eventsOf(bytes));
        if (frames.put(new Id(header.origin(), header.sequence()), frame) != null) {
            throw new Violation("the id of " + frame + " was used before");
        }
        world.trace.note(sender.name, "made frame", header.sequence(), bytes.length);
        return frame;
    }

    TrackedFrame frame(long origin, long sequence) {
        TrackedFrame frame = frames.get(new Id(origin, sequence));
        if (frame == null) {
            throw new Violation("nobody made frame " + sequence + " of " + Long.toHexString(origin));
        }
        return frame;
    }

    /** The frame of these bytes; null if they have changed since it was made. */
    @Nullable
    TrackedFrame identify(byte[] bytes) {
        FrameHeader header = new FrameHeader();
        if (header.read(bytes, 0) != null) {
            return null;
        }
        TrackedFrame frame = frame(header.origin(), header.sequence());
        return Arrays.equals(frame.bytes, bytes) ? frame : null;
    }

    /** The events of a frame, as strings of their bytes. */
    static List<String> eventsOf(byte[] bytes) {
        List<String> found = new ArrayList<>();
        EventView event = new EventView();
        try (FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes), (offset, length, what) -> {});
                EventReader events = new EventReader(reader)) {
            while (events.next(event)) {
                found.add(text(Arrays.copyOfRange(event.buffer(), event.offset(), event.offset() + event.length())));
            }
        } catch (IOException e) {
            throw new Violation("a frame can't be read: " + e, e);
        }
        return found;
    }

    static String text(byte[] event) {
        return new String(event, StandardCharsets.ISO_8859_1);
    }

    /** An archive has it now, for good. */
    void archived(TrackedFrame frame) {
        world.trace.note("archive", "has frame", frame.sequence);
        archived += frame.archived ? 0 : 1;
        frame.archived = true;
    }

    /** A sender was told that it was deleted, and need do nothing more. */
    void settled(TrackedFrame frame) {
        world.trace.note(frame.sender.name, "is told of the end of frame", frame.sequence);
        if (!frame.archived && !frame.expired) {
            throw new Violation(frame + " is being forgotten as deleted, and nobody has deleted it");
        }
        frame.settled = true;
        settled++;
    }

    /** A sender believes that enough servers have it. */
    void acknowledged(TrackedFrame frame) {
        frame.acknowledged = true;
        acknowledged++;
        whenAcknowledged.accept(frame);
        int lost = frame.fsync ? frame.durableLosses : frame.losses;
        int holders = holders(frame, frame.fsync);
        world.trace.note(frame.sender.name, "acknowledged frame", frame.sequence, holders);
        if (holders + lost + frame.deleted < frame.acks) {
            throw new Violation(frame + " was acknowledged, but only " + holders
                    + (frame.fsync ? " servers have it on disk" : " servers have it"));
        }
    }

    /** A sender believes that enough servers have it on disk. */
    void confirmed(TrackedFrame frame) {
        int holders = holders(frame, true);
        world.trace.note(frame.sender.name, "forgets frame", frame.sequence, holders);
        if (holders + frame.durableLosses + frame.deleted < frame.copies) {
            throw new Violation(frame + " is being forgotten, but only " + holders + " servers have it on disk");
        }
        frame.confirmed = true;
        confirmed++;
    }

    /** A sender has given it up and counted it. */
    void dropped(TrackedFrame frame) {
        world.trace.note(frame.sender.name, "dropped frame", frame.sequence);
        frame.dropped = true;
        dropped++;
    }

    /** How many servers have the frame. */
    int holders(TrackedFrame frame, boolean onlyDurable) {
        int count = 0;
        for (SimulatedServer server : world.servers) {
            count += contents.has(server.disk, onlyDurable, frame) && !server.watch.isGone(frame) ? 1 : 0;
        }
        return count;
    }

    /** A frame that some servers have on disk, but too few of them; null if there is none. */
    @Nullable
    TrackedFrame lacking() {
        for (TrackedFrame frame : frames.values()) {
            int holders = holders(frame, true);
            if (holders > 0 && world.plan.deletes()) {
                int deleted = serversThatDeleted(frame);
                // What one knows to be archived needs no copies; where it has expired it has had its time.
                holders = deleted < 0 ? frame.copies : holders + deleted;
            }
            // Rot in what has been checked already is found by the next check, which may be days away.
            if (holders > 0 && holders < Math.min(frame.copies, world.servers.size()) - frame.rotten) {
                return frame;
            }
        }
        return null;
    }

    /** How many say that it has expired there; -1 if one says that it is archived. */
    private int serversThatDeleted(TrackedFrame frame) {
        int expired = 0;
        for (SimulatedServer server : world.servers) {
            DirectoryStore.Appended end = server.endOf(frame);
            if (end == DirectoryStore.Appended.ARCHIVED) {
                return -1;
            }
            expired += end == null ? 0 : 1;
        }
        return expired;
    }

    /** What lies on disks. */
    DiskContents contents() {
        return contents;
    }

    int archivedCount() {
        return archived;
    }

    int settledCount() {
        return settled;
    }

    /** Something is about to be lost from a disk. */
    void before(SimulatedServer server) {
        before = contents.frames(server.disk);
        durableBefore = contents.durableFrames(server.disk);
        before.removeIf(server.watch::isGone);
        durableBefore.removeIf(server.watch::isGone);
    }

    /** It is lost now. */
    void after(SimulatedDisk disk) {
        Set<TrackedFrame> now = contents.frames(disk);
        Set<TrackedFrame> durableNow = contents.durableFrames(disk);
        Set<TrackedFrame> counted = writtenOff.getOrDefault(disk, Set.of());
        for (TrackedFrame frame : before) {
            frame.losses += now.contains(frame) || counted.contains(frame) ? 0 : 1;
        }
        for (TrackedFrame frame : durableBefore) {
            frame.durableLosses += durableNow.contains(frame) ? 0 : 1;
        }
        writtenOff.remove(disk);
    }

    /** A byte of a disk has changed. */
    void afterRot(SimulatedDisk disk) {
        for (TrackedFrame frame : durableBefore) {
            frame.rotten += contents.has(disk, true, frame) ? 0 : 1;
        }
        after(disk);
    }

    /** A disk has failed to write: its server does not vouch any more for what is not durable. */
    void diskFailed(SimulatedDisk disk) {
        Set<TrackedFrame> counted = writtenOff.computeIfAbsent(disk, any -> new HashSet<>());
        Set<TrackedFrame> durable = contents.durableFrames(disk);
        for (TrackedFrame frame : contents.frames(disk)) {
            if (!durable.contains(frame) && counted.add(frame)) {
                frame.losses++;
            }
        }
    }
}
