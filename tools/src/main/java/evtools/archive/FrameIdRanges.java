package evtools.archive;

import evtools.format.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of frame ids, kept as ranges of sequences for each origin. Ids that lie close together take little room. Not
 * thread-safe.
 */
public final class FrameIdRanges {
    /** For each origin: first sequence of a range to its last one; ranges neither touch nor overlap. */
    private final TreeMap<Long, TreeMap<Long, Long>> origins = new TreeMap<>();

    /** Adds an id. */
    public void add(long origin, long sequence) {
        addRange(origin, sequence, sequence);
    }

    private void addRange(long origin, long from, long to) {
        TreeMap<Long, Long> ranges = origins.computeIfAbsent(origin, key -> new TreeMap<>(Long::compareUnsigned));
        long first = from;
        long last = to;
        Map.Entry<Long, Long> before = ranges.floorEntry(from);
        if (before != null && reaches(before.getValue(), from)) {
            first = before.getKey();
            last = max(last, before.getValue());
        }
        Map.Entry<Long, Long> after = ranges.ceilingEntry(first);
        while (after != null && reaches(last, after.getKey())) {
            last = max(last, after.getValue());
            ranges.remove(after.getKey());
            after = ranges.ceilingEntry(first);
        }
        ranges.put(first, last);
    }

    private static boolean reaches(long last, long from) {
        return last == -1L || Long.compareUnsigned(last + 1, from) >= 0;
    }

    private static long max(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    /** Takes an id out. */
    public void remove(long origin, long sequence) {
        TreeMap<Long, Long> ranges = origins.get(origin);
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(sequence);
        if (ranges == null || range == null || Long.compareUnsigned(sequence, range.getValue()) > 0) {
            return;
        }
        ranges.remove(range.getKey());
        if (range.getKey() != sequence) {
            ranges.put(range.getKey(), sequence - 1);
        }
        if (range.getValue() != sequence) {
            ranges.put(sequence + 1, range.getValue());
        }
        if (ranges.isEmpty()) {
            origins.remove(origin);
        }
    }

    /** Adds all ids of another set. */
    public void addAll(FrameIdRanges other) {
        other.origins.forEach((origin, ranges) -> ranges.forEach((from, to) -> addRange(origin, from, to)));
    }

    /** Whether all ids of another set are in this one. */
    public boolean containsAll(FrameIdRanges other) {
        for (Map.Entry<Long, TreeMap<Long, Long>> origin : other.origins.entrySet()) {
            TreeMap<Long, Long> ranges = origins.get(origin.getKey());
            for (Map.Entry<Long, Long> wanted : origin.getValue().entrySet()) {
                Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(wanted.getKey());
                if (range == null || Long.compareUnsigned(wanted.getValue(), range.getValue()) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    public boolean contains(long origin, long sequence) {
        TreeMap<Long, Long> ranges = origins.get(origin);
        if (ranges == null) {
            return false;
        }
        Map.Entry<Long, Long> range = ranges.floorEntry(sequence);
        return range != null && Long.compareUnsigned(sequence, range.getValue()) <= 0;
    }

    public boolean isEmpty() {
        return origins.isEmpty();
    }

    /** The origins in it. */
    public List<Long> origins() {
        return new ArrayList<>(origins.keySet());
    }

    /** The sequences of an origin as text: {@code 1-500,502}. */
    public String text(long origin) {
        StringBuilder text = new StringBuilder();
        origins.getOrDefault(origin, new TreeMap<>()).forEach((from, to) -> {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(Long.toUnsignedString(from));
            if (!from.equals(to)) {
                text.append('-').append(Long.toUnsignedString(to));
            }
        });
        return text.toString();
    }

    /** Adds what {@link #text} said. */
    public void addText(long origin, String text) throws FormatException {
        try {
            int at = 0;
            while (at < text.length()) {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                int dash = text.indexOf('-', at);
                boolean range = dash >= 0 && dash < end;
                long from = Long.parseUnsignedLong(text.substring(at, range ? dash : end));
                long to = range ? Long.parseUnsignedLong(text.substring(dash + 1, end)) : from;
                if (Long.compareUnsigned(from, to) > 0) {
                    throw new FormatException("range of sequences that ends before it begins: " + text);
                }
                addRange(origin, from, to);
                at = end + 1;
            }
        } catch (NumberFormatException e) {
            throw new FormatException("not ranges of sequences: " + text, e);
        }
    }
}
