package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.frame.FrameHeader;
import java.util.Arrays;

/**
 * Lines that were found in a frame, with what is needed to show them. Not thread-safe.
 *
 * <pre>
 *   events   [ len event | len event | len event ]   a line is one event, or several parts
 *   ends                 ^                       ^
 * </pre>
 */
final class LineList implements FoundList {
    private final ByteArrayBuilder events = new ByteArrayBuilder(0);
    private int[] ends = new int[0];
    private int[] ordinals = new int[0];
    private long[] points = new long[0];
    private boolean[] selected = new boolean[0];
    private int[] order = new int[0];
    private boolean ordered;
    private int size;

    /** Appends a copy of a line. */
    void add(LogLine line, int ordinal, boolean isSelected) {
        line.appendTo(events);
        end(line.first().point(), ordinal, isSelected);
    }

    /** Where an event, after its length, is to be appended before {@link #end} makes it a line. */
    ByteArrayBuilder events() {
        return events;
    }

    /** What was appended to {@link #events} since the last line is a line. */
    void end(long point, int ordinal, boolean isSelected) {
        if (size == ends.length) {
            int room = Math.max(16, size * 2);
            ends = Arrays.copyOf(ends, room);
            ordinals = Arrays.copyOf(ordinals, room);
            points = Arrays.copyOf(points, room);
            selected = Arrays.copyOf(selected, room);
        }
        ends[size] = events.length();
        ordinals[size] = ordinal;
        points[size] = point;
        selected[size++] = isSelected;
    }

    void clear() {
        events.clear();
        size = 0;
        ordered = false;
    }

    @Override
    public int size() {
        return size;
    }

    /** What the lines take in memory. */
    long bytes() {
        return events.array().length + ends.length * 17L;
    }

    /** Orders the lines by time; those of the same time stay as they are. */
    void sortByTime() {
        boolean sorted = true;
        for (int i = 1; i < size && sorted; i++) {
            sorted = Long.compareUnsigned(points[i - 1], points[i]) <= 0;
        }
        if (sorted) {
            return;
        }
        Integer[] places = new Integer[size];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, (a, b) -> Long.compareUnsigned(points[a], points[b]));
        order = new int[size];
        Arrays.setAll(order, i -> places[i]);
        ordered = true;
    }

    private int place(int i) {
        return ordered ? order[i] : i;
    }

    @Override
    public long point(int i) {
        return points[place(i)];
    }

    @Override
    public boolean isSelected(int i) {
        return selected[place(i)];
    }

    @Override
    public void look(int i, LogLine line, long firstNumber, FrameHeader source) {
        int place = place(i);
        line.look(events.array(), place == 0 ? 0 : ends[place - 1], ends[place]);
        line.at(firstNumber + ordinals[place], source);
    }
}
