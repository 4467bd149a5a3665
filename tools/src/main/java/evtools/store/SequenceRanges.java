package evtools.store;

import java.util.Map;
import java.util.TreeMap;

/**
 * Sequences for each origin, as ranges. Ranges that touch become one; nothing is ever added that was not said, so gaps
 * stay. Not thread-safe.
 */
final class SequenceRanges {
    /** Receives ranges, by origin and then by first sequence. */
    interface Visitor {
        void range(long origin, long first, long last);
    }

    /** For each origin: first sequence of a range to its last one; ranges neither touch nor overlap. Unsigned. */
    private final TreeMap<Long, TreeMap<Long, Long>> origins = new TreeMap<>(Long::compareUnsigned);

    private int count;

    /** Adds a range; false if all of it was there. */
    boolean add(long origin, long from, long to) {
        TreeMap<Long, Long> ranges = origins.computeIfAbsent(origin, key -> new TreeMap<>(Long::compareUnsigned));
        long first = from;
        long last = to;
        Map.Entry<Long, Long> before = ranges.floorEntry(from);
        if (before != null && reaches(before.getValue(), from)) {
            if (Long.compareUnsigned(to, before.getValue()) <= 0) {
                return false;
            }
            first = before.getKey();
            ranges.remove(first);
            count--;
        }
        Map.Entry<Long, Long> after = ranges.ceilingEntry(first);
        while (after != null && reaches(last, after.getKey())) {
            last = Long.compareUnsigned(last, after.getValue()) >= 0 ? last : after.getValue();
            ranges.remove(after.getKey());
            count--;
            after = ranges.ceilingEntry(first);
        }
        ranges.put(first, last);
        count++;
        return true;
    }

    private static boolean reaches(long last, long from) {
        return last == -1L || Long.compareUnsigned(last + 1, from) >= 0;
    }

    boolean contains(long origin, long sequence) {
        TreeMap<Long, Long> ranges = origins.get(origin);
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(sequence);
        return range != null && Long.compareUnsigned(sequence, range.getValue()) <= 0;
    }

    /** How many ranges. */
    int count() {
        return count;
    }

    /** Drops the lowest, and so oldest, range of the origin that has most; there must be one. */
    void dropOldest() {
        Long worst = null;
        TreeMap<Long, Long> most = new TreeMap<>();
        for (Map.Entry<Long, TreeMap<Long, Long>> origin : origins.entrySet()) {
            if (origin.getValue().size() > most.size()) {
                most = origin.getValue();
                worst = origin.getKey();
            }
        }
        if (worst == null) {
            throw new IllegalStateException("no ranges");
        }
        most.pollFirstEntry();
        count--;
        if (most.isEmpty()) {
            origins.remove(worst);
        }
    }

    void visit(Visitor visitor) {
        origins.forEach((origin, ranges) -> ranges.forEach((first, last) -> visitor.range(origin, first, last)));
    }

    /** The ranges from that one on. */
    void visitAfter(long afterOrigin, long afterFirst, Visitor visitor) {
        origins.tailMap(afterOrigin, true).forEach((origin, ranges) -> {
            Map<Long, Long> rest = origin == afterOrigin ? ranges.tailMap(afterFirst, false) : ranges;
            rest.forEach((first, last) -> visitor.range(origin, first, last));
        });
    }
}
