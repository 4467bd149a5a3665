package evtools.sort;

import evtools.format.Point;

/** What a sorter has seen and done. Not thread-safe. */
public final class SorterStats {
    /** Upper bounds, in seconds, of the classes in which {@link #behind} counts; the last class has none. */
    private static final long[] CLASS_SECONDS = {1, 10, 60, 600, 3600, 86_400};

    private final long[] behind = new long[CLASS_SECONDS.length + 1];
    private long events;
    private long inversions;
    private long late;
    private long duplicates;
    private long slices;
    private long spilledRuns;
    private long spilledBytes;
    private long greatestPoint;

    void event(long point) {
        events++;
        if (Long.compareUnsigned(point, greatestPoint) >= 0) {
            greatestPoint = point;
        } else {
            inversions++;
            behind[classOf(greatestPoint - point)]++;
        }
    }

    private static int classOf(long ticks) {
        for (int i = 0; i < CLASS_SECONDS.length; i++) {
            if (Long.compareUnsigned(ticks, CLASS_SECONDS[i] * Point.TICKS_PER_SECOND) < 0) {
                return i;
            }
        }
        return CLASS_SECONDS.length;
    }

    void late() {
        late++;
    }

    void slice() {
        slices++;
    }

    void duplicates(long total) {
        duplicates = total;
    }

    void spilled(long runs, long bytes) {
        spilledRuns = runs;
        spilledBytes = bytes;
    }

    /** Events taken. */
    public long events() {
        return events;
    }

    /** Events that lay before the greatest point seen so far. */
    public long inversions() {
        return inversions;
    }

    /** Classes of how far inversions lay behind. */
    public static int classes() {
        return CLASS_SECONDS.length + 1;
    }

    /** Upper bound of a class in seconds; 0 for the last one, which has none. */
    public static long classSeconds(int index) {
        return index == CLASS_SECONDS.length ? 0 : CLASS_SECONDS[index];
    }

    /** Inversions that lay less than {@link #classSeconds} behind, and no less than the class before says. */
    public long behind(int index) {
        return behind[index];
    }

    /** Events that came after their slice had been given out. */
    public long lateEvents() {
        return late;
    }

    /** Events left out because they equal another one. */
    public long duplicates() {
        return duplicates;
    }

    /** How often slices were given out. */
    public long slices() {
        return slices;
    }

    /** Sorted runs written to files. */
    public long spilledRuns() {
        return spilledRuns;
    }

    /** Bytes written to files. */
    public long spilledBytes() {
        return spilledBytes;
    }
}
