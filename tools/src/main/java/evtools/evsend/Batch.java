package evtools.evsend;

import evtools.format.Point;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameHeader;
import evtools.pipe.Durability;
import evtools.sort.BatchSorter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** A class beside the usual one begins with memory for this much. */
    private static final int RARE_BYTES = 16 << 10;

    /** More classes than anybody means to have; each has a sorter of its own. */
    private static final int MAX_GROUPS = 16;

    private record Group(Durability durability, boolean late) {}

    private static final class Part {
        final BatchSorter sorter;
        final BucketSpread spread;
        final TailMap tails;
        /** Events before this are covered by a positions frame. */
        int covered;

        Part(int bucketWidthSeconds, int usualBytes) {
            sorter = new BatchSorter(MAX_COLLECTED_BYTES, usualBytes);
            tails = new TailMap(sorter);
            spread = new BucketSpread(bucketWidthSeconds, MAX_COLLECTED_BYTES);
        }
    }

    private final int maxBytes;
    private final Durability usual;
    private final FrameBuilder builder;
    private final LongSupplier epochNanos;
    private final FrameTails tails = new FrameTails();
    private final byte[] whole = new byte[EventFormat.MAX_EVENT_BYTES];
    private final Map<Group, Part> parts = new LinkedHashMap<>();
    private Group group;
    private Part part;
    /** Durability of the current frame's events that state none themselves. */
    private Durability frameDurability;

    private boolean frameLate;
    /** The class that the last event stated, its bytes as a number; 0: none. */
    private long statedClass;

    private long unknownClasses;
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
        this.frameDurability = usual;
        this.group = new Group(usual, false);
        this.part = new Part(builder.bucketWidthSeconds(), maxBytes);
        parts.put(group, part);
    }

    /** Says from which frame the next events come: it may state a durability, and be late. */
    public void from(FrameHeader header) throws IOException {
        tails.next();
        if (header.copies() == copiesStated
                && header.acks() == acksStated
                && header.fsync() == fsyncStated
                && header.late() == frameLate) {
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
        frameDurability = durability;
        frameLate = header.late();
        choose(durability);
        statedClass = 0;
    }

    private void choose(Durability durability) throws IOException {
        settle();
        group = new Group(durability, frameLate);
        Part found = parts.get(group);
        if (found == null) {
            if (parts.size() >= MAX_GROUPS) {
                cutAll();
                parts.clear();
            }
            found = new Part(builder.bucketWidthSeconds(), RARE_BYTES);
            parts.put(group, found);
        }
        part = found;
    }

    /** Takes the class that the event states, else its frame's. */
    private void classOf(EventView event) throws IOException {
        int tail = event.tail();
        if (event.hasDurability()) {
            classOf(event.buffer(), event.durabilityOffset(), event.durabilityLength());
        } else if (tails.statesClass(tail)) {
            classOf(tails.table().bytes(), tails.classOffset(tail), tails.classLength(tail));
        } else {
            classOf(event.buffer(), 0, 0);
        }
    }

    private void classOf(byte[] buffer, int offset, int length) throws IOException {
        long stated = 0;
        // A longer one is none: 8 bytes are never a class.
        for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
            stated = stated << 8 | (buffer[offset + i] & 0xFF);
        }
        if (stated == statedClass) {
            return;
        }
        statedClass = stated;
        Durability durability = frameDurability;
        if (stated != 0) {
            String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
            Durability found = Durability.find(text);
            if (found == null) {
                unknownClasses++;
            } else {
                durability = found;
            }
        }
        choose(durability);
    }

    /** How often a class was stated that is none; such events are taken as if they stated none. */
    long unknownClasses() {
        return unknownClasses;
    }

    /**
     * Adds a copy of an event.
     *
     * @return whether frames had to be made to have room for it
     */
    public boolean add(EventView event) throws IOException {
        boolean full = makeRoom(event);
        part.sorter.add(event.buffer(), event.offset(), event.length());
        return full;
    }

    /**
     * Adds an event of the current frame's rows, which must stay as they are until {@link #settle}. Its first byte may
     * be changed.
     *
     * @return whether frames had to be made to have room for it
     */
    boolean addUnsettled(EventView event) throws IOException {
        boolean full = makeRoom(event);
        if (event.tail() == TailTable.WHOLE || part.tails.translate(event, tails)) {
            part.sorter.addUnsettled(event.buffer(), event.offset(), event.length());
        } else {
            int length = tails.table().expandEvent(event.buffer(), event.offset(), event.length(), whole, 0);
            part.sorter.add(whole, 0, length);
        }
        return full;
    }

    /** Gets the tails of the frame that the next events come from, before {@link #from}. */
    TailTable tails() {
        return tails.table();
    }

    /** Chooses where the event belongs, and makes frames of what is there if it would be too much with it. */
    private boolean makeRoom(EventView event) throws IOException {
        int tail = event.tail();
        int more = EventFormat.LENGTH_BYTES + event.length();
        if (tail != TailTable.WHOLE) {
            more += tails.table().length(tail) + TailTable.ENTRY_LENGTH_BYTES + TailTable.TABLE_LENGTH_BYTES;
        }
        if (event.hasDurability() || statedClass != 0 || tails.statesClass(tail)) {
            classOf(event);
        }
        part.spread.add(event.point());
        boolean full = part.sorter.payloadBytes() + more > part.spread.worth(maxBytes);
        if (full) {
            cut(group, part);
            part.spread.add(event.point());
        }
        return full;
    }

    /** The payload from which events were added may change now. */
    void settle() {
        part.sorter.settle();
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

    /** Returns when a write that failed may be tried again because there may be room now; else throws. */
    void awaitRoom(IOException failure) throws IOException {
        builder.awaitRoom(failure);
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
        BatchSorter sorter = which.sorter;
        if (builder.isOneFrame(sorter.minPoint(), sorter.maxPoint(), sorter.payloadBytes())) {
            sorter.sortAndDrain(builder.scratch(), builder);
        } else {
            builder.tails(sorter.tails());
            sorter.sortAndDrain(builder, true);
            builder.finish();
        }
        which.tails.clear();
        which.covered = 0;
        which.spread.clear();
    }
}
