package evtools.evsend;

import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.sort.BatchSorter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The events collected for the next frames, apart by durability. Remembers which of them the source's positions cover.
 *
 * <p>A frame lies within one bucket. Where events of many buckets come mixed, as from several old logs read at once, as
 * much is collected for each of them, up to a bound for all: else there would be a tiny frame for each bucket in each
 * batch. Not thread-safe.
 */
public final class Batch {
    /** The most that is collected of one durability, however many buckets it lies in. */
    private static final int MAX_COLLECTED_BYTES = BatchSorter.MAX_BYTES;

    private record Group(Durability durability, boolean late) {}

    private static final class Part {
        final BatchSorter sorter;
        final BucketSpread spread;
        /** Events before this are covered by a positions frame. */
        int covered;

        Part(int bucketWidthSeconds) {
            sorter = new BatchSorter(MAX_COLLECTED_BYTES);
            spread = new BucketSpread(bucketWidthSeconds, MAX_COLLECTED_BYTES);
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
     * @param maxBytes frames are made when this much is collected for each bucket there is, decoded
     * @param usual durability of events that state none
     */
    public Batch(int maxBytes, Durability usual, FrameBuilder builder, LongSupplier epochNanos) {
        this.maxBytes = maxBytes;
        this.usual = usual;
        this.builder = builder;
        this.epochNanos = epochNanos;
        this.group = new Group(usual, false);
        this.part = new Part(builder.bucketWidthSeconds());
        parts.put(group, part);
    }

    /** Says from which frame the next events come: it may state a durability, and be late. */
    public void from(FrameHeader header) {
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
        part = parts.computeIfAbsent(group, any -> new Part(builder.bucketWidthSeconds()));
    }

    /**
     * Adds an event.
     *
     * @return whether frames had to be made to have room for it
     */
    public boolean add(EventView event) throws IOException {
        part.spread.add(event.point());
        boolean full =
                part.sorter.payloadBytes() + EventFormat.LENGTH_BYTES + event.length() > part.spread.worth(maxBytes);
        if (full) {
            cut(group, part);
            part.spread.add(event.point());
        }
        part.sorter.add(event.buffer(), event.offset(), event.length());
        return full;
    }

    /** The positions cover everything collected so far. */
    public void coverAll() {
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
    public void cutAll() throws IOException {
        for (Map.Entry<Group, Part> entry : parts.entrySet()) {
            cut(entry.getKey(), entry.getValue());
        }
    }

    private void cut(Group of, Part which) throws IOException {
        if (which.sorter.size() == 0) {
            return;
        }
        builder.begin(of.durability, of.late, Point.fromEpochNanos(epochNanos.getAsLong()));
        which.sorter.sortAndDrain(builder, true);
        builder.finish();
        which.covered = 0;
        which.spread.clear();
    }
}
