package evtools.sort;

import evtools.format.Point;

/**
 * The clock that says which slices of event time are due. It shows when what is being read arrived, as far as that is
 * known, and never goes back.
 *
 * <pre>
 *   frame that says when it was built   the clock shows that
 *   frame that doesn't                  the clock follows its points
 *   input pauses                        the clock runs on like a wall clock
 * </pre>
 *
 * <p>So recorded streams give the same output whenever they are read, and silent sources hold nothing up. One wrong
 * time must not make everything after it late: points more than {@link #MAX_AHEAD_TICKS} ahead don't move the clock
 * unless {@value #WITNESSES} events in a row say so, and nothing moves it into the future. Not thread-safe.
 */
final class ArrivalClock {
    /** One hour. */
    static final long MAX_AHEAD_TICKS = 3600 * Point.TICKS_PER_SECOND;

    private static final int WITNESSES = 64;

    private long clock;
    private boolean set;
    private long horizon = -1L;
    private int witnesses;
    private long leastWitness;

    /** Whether it has been set by anything yet. */
    boolean isSet() {
        return set;
    }

    /** The time it shows. */
    long point() {
        return clock;
    }

    /** Says what the time of day is: nothing later than an hour after it is believed. */
    void wallClock(long nowPoint) {
        horizon = Point.plus(nowPoint, MAX_AHEAD_TICKS);
    }

    /** A frame arrived at a known point. */
    void built(long builtPoint) {
        if (Long.compareUnsigned(builtPoint, horizon) <= 0) {
            moveTo(builtPoint);
        }
    }

    /** An event came in a frame that doesn't say when it was built. */
    void event(long eventPoint) {
        if (set && Long.compareUnsigned(eventPoint, clock) <= 0) {
            witnesses = 0;
        } else if (Long.compareUnsigned(eventPoint, horizon) <= 0) {
            if (!set || Long.compareUnsigned(eventPoint - clock, MAX_AHEAD_TICKS) <= 0) {
                witnesses = 0;
                moveTo(eventPoint);
            } else {
                witness(eventPoint);
            }
        }
    }

    private void witness(long eventPoint) {
        if (witnesses == 0 || Long.compareUnsigned(eventPoint, leastWitness) < 0) {
            leastWitness = eventPoint;
        }
        witnesses++;
        if (witnesses == WITNESSES) {
            witnesses = 0;
            moveTo(leastWitness);
        }
    }

    /** Time passed while nothing arrived. */
    void waited(long ticks) {
        if (set) {
            moveTo(Point.plus(clock, ticks));
        }
    }

    private void moveTo(long point) {
        if (!set || Long.compareUnsigned(point, clock) > 0) {
            clock = point;
            set = true;
        }
    }
}
