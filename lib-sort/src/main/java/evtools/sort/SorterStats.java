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
    private long wholeFrames;
    private long copiedFrames;
    private long givenOutBefore;
    private long ahead;
    private long greatestPoint;
    private final long[] lateBy = new long[CLASS_SECONDS.length + 1];
    private long mostEventsHeld;
    private long mostBytesHeld;
    private long heldSince;
    private long heldEvents;
    private long heldBytes;
    private double eventTicks;
    private double byteTicks;
    private double ticks;

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

    /** Whether a point lies before the greatest one seen so far. */
    boolean isBehind(long point) {
        return Long.compareUnsigned(point, greatestPoint) < 0;
    }

    /** Events in order that none was behind of. */
    void frame(int count, long maxPoint) {
        events += count;
        if (!isBehind(maxPoint)) {
            greatestPoint = maxPoint;
        }
    }

    /** A frame that had come before. */
    void copiedFrame(int count) {
        events += count;
        copiedFrames++;
    }

    void late(long ticksTooLate) {
        late++;
        lateBy[classOf(ticksTooLate)]++;
    }

    void givenOutBefore() {
        givenOutBefore++;
    }

    void ahead() {
        ahead++;
    }

    void wholeFrames(long total) {
        wholeFrames = total;
    }

    /** So much is held from this time of arrival on. */
    void held(long clockPoint, long eventsNow, long bytesNow) {
        if (heldSince != 0 && Long.compareUnsigned(clockPoint, heldSince) > 0) {
            double passed = clockPoint - heldSince;
            ticks += passed;
            eventTicks += passed * heldEvents;
            byteTicks += passed * heldBytes;
        }
        heldSince = clockPoint;
        heldEvents = eventsNow;
        heldBytes = bytesNow;
        mostEventsHeld = Math.max(mostEventsHeld, eventsNow);
        mostBytesHeld = Math.max(mostBytesHeld, bytesNow);
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

    /** Late events that a hold-down longer by less than {@link #classSeconds} would have waited for. */
    public long lateBy(int index) {
        return lateBy[index];
    }

    /** Events from so far ahead that they weren't waited for. */
    public long aheadEvents() {
        return ahead;
    }

    /** Frames that were given out as they came. */
    public long wholeFrames() {
        return wholeFrames;
    }

    /** Frames left out because one with the same id had come before. */
    public long copiedFrames() {
        return copiedFrames;
    }

    /** Events found when resuming that had been given out. */
    public long givenOutBeforeEvents() {
        return givenOutBefore;
    }

    /** The most events that were held at a time. */
    public long mostEventsHeld() {
        return mostEventsHeld;
    }

    /** The most bytes that were held at a time, in memory and files. */
    public long mostBytesHeld() {
        return mostBytesHeld;
    }

    /** Events held on average over the time of arrival. */
    public long meanEventsHeld() {
        return ticks == 0 ? 0 : Math.round(eventTicks / ticks);
    }

    /** Bytes held on average over the time of arrival. */
    public long meanBytesHeld() {
        return ticks == 0 ? 0 : Math.round(byteTicks / ticks);
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
