package evtools.sort;

import evtools.format.Point;

/**
 * The clock that says which slices of event time are due. It shows when what is being read arrived, as far as that is
 * known.
 *
 * <pre>
 *   frame that says when it was built   the clock shows that
 *   frame that doesn't                  the clock follows its points
 *   input pauses                        the clock runs on like a wall clock
 *   wall clock                          the clock never gets ahead of it
 * </pre>
 *
 * <p>So recorded streams give the same output whenever they are read, and silent sources hold nothing up. One wrong
 * time must not make everything after it late: times more than {@link #MAX_AHEAD_TICKS} ahead don't move the clock
 * unless {@value #WITNESSES} in a row say so, and of as many at the beginning most must say about the same. A wall clock that is set back doesn't hold the clock up, one that is set forward doesn't move it. After the
 * beginning it never goes back. Not thread-safe.
 */
final class ArrivalClock {
    /** One hour. */
    static final long MAX_AHEAD_TICKS = 3600 * Point.TICKS_PER_SECOND;

    private static final int WITNESSES = 64;

    /** As many times of building say as much as {@link #WITNESSES} events. */
    private static final int BUILT_WITNESSES = 4;

    private long clock;
    private boolean set;
    private long horizon = -1L;
    private boolean horizonSet;
    private int seen;
    /** The times seen at the beginning, in order. */
    private final long[] first = new long[WITNESSES];

    private int firstCount;
    private int witnesses;
    private long leastWitness;

    /** Whether it has been set by anything yet. */
    boolean isSet() {
        return set;
    }

    /** Whether it may still go back, because little has been seen. */
    boolean isBeginning() {
        return seen < WITNESSES;
    }

    /** The time it shows. */
    long point() {
        return clock;
    }

    /** Whether a point lies so far ahead that it says nothing about the time. */
    boolean isFarAhead(long point) {
        return set
                && Long.compareUnsigned(point, clock) > 0
                && Long.compareUnsigned(point - clock, MAX_AHEAD_TICKS) > 0;
    }

    /**
     * Says what the time of day is: nothing later is believed.
     *
     * @param elapsedTicks since this was said last, by a clock that nobody sets
     */
    void wallClock(long nowPoint, long elapsedTicks) {
        long expected = horizonSet ? Point.plus(horizon, elapsedTicks) : 0;
        horizon = Long.compareUnsigned(nowPoint, expected) > 0 ? nowPoint : expected;
        horizonSet = true;
    }

    /** A frame arrived at a known point. */
    void built(long builtPoint) {
        time(builtPoint, WITNESSES / BUILT_WITNESSES);
    }

    /** An event came in a frame that doesn't say when it was built. */
    void event(long eventPoint) {
        if (seen >= WITNESSES && Long.compareUnsigned(eventPoint, clock) <= 0) {
            behind(eventPoint);
        } else {
            time(eventPoint, 1);
        }
    }

    /** Times far behind say nothing about those far ahead. */
    private void behind(long point) {
        if (witnesses > 0 && Long.compareUnsigned(clock - point, MAX_AHEAD_TICKS) <= 0) {
            witnesses = 0;
        }
    }

    /** Events came in a frame that is in order and doesn't say when it was built. */
    void events(long minPoint, long maxPoint, int count) {
        time(minPoint, Math.min(count, WITNESSES));
        event(maxPoint);
    }

    private void time(long stated, int weight) {
        long point = Long.compareUnsigned(stated, horizon) > 0 ? horizon : stated;
        if (seen < WITNESSES) {
            seen += weight;
            begin(point);
        } else if (Long.compareUnsigned(point, clock) <= 0) {
            behind(point);
        } else if (Long.compareUnsigned(point - clock, MAX_AHEAD_TICKS) <= 0) {
            witnesses = 0;
            clock = point;
        } else {
            witness(point, weight);
        }
    }

    /** At the beginning it shows the greatest time that isn't far ahead of most others. */
    private void begin(long point) {
        int at = firstCount++;
        while (at > 0 && Long.compareUnsigned(first[at - 1], point) > 0) {
            first[at] = first[at - 1];
            at--;
        }
        first[at] = point;
        long middle = first[firstCount <= 2 ? 0 : firstCount / 2];
        int last = firstCount - 1;
        while (Long.compareUnsigned(first[last] - middle, MAX_AHEAD_TICKS) > 0) {
            last--;
        }
        clock = first[last];
        set = true;
    }

    private void witness(long point, int weight) {
        if (witnesses == 0 || Long.compareUnsigned(point, leastWitness) < 0) {
            leastWitness = point;
        }
        witnesses += weight;
        if (witnesses >= WITNESSES) {
            witnesses = 0;
            clock = leastWitness;
        }
    }

    /** Time passed while nothing arrived. */
    void waited(long ticks) {
        if (set) {
            seen = WITNESSES;
            clock = Point.plus(clock, ticks);
        }
    }
}
