package evtools.format.time;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;

/**
 * Gives the lines of one source and generation their points: the time as the text says it, and below its resolution a
 * running number, so that order is kept and equal lines stay separate events ({@code docs/FORMAT.md} 2.7). Not
 * thread-safe.
 */
public final class PointNumbering {
    private boolean hasTime;
    private long textTime;
    private long resolutionTicks = Point.TICKS_PER_SECOND;
    private long greatestTextTime;
    private long nextForward;
    private long nextBackward;

    private long point;
    private boolean overflow;
    private boolean forward;
    private long number;

    public PointNumbering() {}

    /** Goes on from a position. */
    public void restore(
            boolean newHasTime,
            long newTextTime,
            long newResolutionTicks,
            long newGreatestTextTime,
            long newNextForward,
            long newNextBackward) {
        hasTime = newHasTime;
        textTime = newTextTime;
        resolutionTicks = Math.max(1, newResolutionTicks);
        greatestTextTime = newGreatestTextTime;
        nextForward = newNextForward;
        nextBackward = newNextBackward;
    }

    /** Numbers a line with a time, given in ticks and rounded down to the resolution. */
    public void next(long lineTextTime, long lineResolutionTicks) {
        textTime = lineTextTime;
        resolutionTicks = lineResolutionTicks;
        hasTime = true;
        next();
    }

    /** Has the next lines without a time take this one. */
    public void assume(long newTextTime, long newResolutionTicks) {
        textTime = newTextTime;
        resolutionTicks = newResolutionTicks;
        hasTime = true;
    }

    /** Numbers a line without a time: it takes the time of the line before. */
    public void next() {
        int order = Long.compareUnsigned(textTime, greatestTextTime);
        forward = order >= 0;
        long half = (resolutionTicks + 1) >>> 1;
        long room;
        long base;
        if (forward) {
            if (order > 0) {
                greatestTextTime = textTime;
                nextForward = 0;
            }
            number = nextForward++;
            room = half;
            base = textTime;
        } else {
            number = nextBackward++;
            room = resolutionTicks - half;
            base = textTime + half;
        }
        overflow = number >= room;
        if (overflow) {
            point = forward ? textTime + half - 1 : textTime + resolutionTicks - 1;
        } else {
            point = base + number;
        }
    }

    /** The line's point. */
    public long point() {
        return point;
    }

    /** Whether the number found no room in the point, so that the event must carry {@link #appendNumber}. */
    public boolean overflow() {
        return overflow;
    }

    /** Appends the value of {@code _n}. */
    public void appendNumber(ByteArrayBuilder out) {
        out.put(forward ? 'a' : 'b').putDecimal(number);
    }

    /** Whether any line had a time yet. */
    public boolean hasTime() {
        return hasTime;
    }

    /** Time of the last line, ticks. */
    public long textTime() {
        return textTime;
    }

    public long resolutionTicks() {
        return resolutionTicks;
    }

    public long greatestTextTime() {
        return greatestTextTime;
    }

    public long nextForward() {
        return nextForward;
    }

    public long nextBackward() {
        return nextBackward;
    }
}
