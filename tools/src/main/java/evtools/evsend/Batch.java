package evtools.evsend;

import evtools.format.Point;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.sort.BatchSorter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The events collected for the next frames, apart by durability. Remembers which of them the source's positions cover.
 * Not thread-safe.
 */
final class Batch {
    private record Group(Durability durability, boolean late) {}

    private static final class Part {
        final BatchSorter sorter;
        /** Events before this are covered by a positions frame. */
        int covered;

        Part(int maxBytes) {
            sorter = new BatchSorter(maxBytes);
        }
    }

    private final int maxBytes;
    private final Durability usual;
    private final FrameBuilder builder;
    private final LongSupplier epochNanos;
    private final Map<Group, Part> parts = new LinkedHashMap<>();
    private Group group;
    private Part part;
    private int copiesStated = -1;
    private int acksStated;
    private boolean fsyncStated;

    /**
     * @param maxBytes a frame is made when this much is collected, decoded
     * @param usual durability of events that state none
     */
    Batch(int maxBytes, Durability usual, FrameBuilder builder, LongSupplier epochNanos) {
        this.maxBytes = maxBytes;
        this.usual = usual;
        this.builder = builder;
        this.epochNanos = epochNanos;
        this.group = new Group(usual, false);
        this.part = new Part(maxBytes);
        parts.put(group, part);
    }

    /** Says from which frame the next events come: it may state a durability, and be late. */
    void from(FrameHeader header) {
        if (header.copies() == copiesStated
                && header.acks() == acksStated
                && header.fsync() == fsyncStated
                && header.late() == group.late) {
            return;
        }
        copiesStated = header.copies();
        acksStated = header.acks();
        fsyncStated = header.fsync();
        Durability durability = usual;
        if (copiesStated > 0) {
            int acks = acksStated == 0 ? copiesStated : Math.min(acksStated, copiesStated);
            durability = new Durability(copiesStated, acks, fsyncStated);
        }
        group = new Group(durability, header.late());
        part = parts.computeIfAbsent(group, any -> new Part(maxBytes));
    }

    /**
     * Adds an event.
     *
     * @return whether frames had to be made to have room for it
     */
    boolean add(EventView event) throws IOException {
        if (part.sorter.add(event.buffer(), event.offset(), event.length())) {
            return false;
        }
        cut(group, part);
        part.sorter.add(event.buffer(), event.offset(), event.length());
        return true;
    }

    /** The positions cover everything collected so far. */
    void coverAll() {
        for (Part each : parts.values()) {
            each.covered = each.sorter.size();
        }
    }

    /** Takes back what no position covers; returns how many events. */
    int discardUncovered() {
        int discarded = 0;
        for (Part each : parts.values()) {
            discarded += each.sorter.size() - each.covered;
            each.sorter.truncate(each.covered);
        }
        return discarded;
    }

    boolean isEmpty() {
        for (Part each : parts.values()) {
            if (each.sorter.size() > 0) {
                return false;
            }
        }
        return true;
    }

    /** Makes frames of everything collected. */
    void cutAll() throws IOException {
        for (Map.Entry<Group, Part> entry : parts.entrySet()) {
            cut(entry.getKey(), entry.getValue());
        }
    }

    private void cut(Group of, Part which) throws IOException {
        if (which.sorter.size() == 0) {
            return;
        }
        builder.begin(of.durability, of.late, Point.fromEpochNanos(epochNanos.getAsLong()));
        which.sorter.sortAndDrain(builder, false);
        builder.finish();
        which.covered = 0;
    }
}
