package evtools.evgen;

import org.jspecify.annotations.Nullable;

/**
 * A line of a sample, cut into pieces. Immutable but for the runs' ways, which are decided when all lines are known.
 *
 * <pre>
 *   pieces: (kind, from, to) …   TEXT bytes of text | TIME in their place | HOST in their place | RUN index, -
 * </pre>
 */
final class SampleLine {
    static final int TEXT = 0;
    static final int TIME = 1;
    static final int HOST = 2;
    static final int RUN = 3;

    private final byte[] text;
    private final int[] pieces;
    private final @Nullable TimeText time;
    private final long stepTicks;
    private final long lagTicks;

    /**
     * @param text the whole line with its line end
     * @param stepTicks how far the line moves time on
     * @param lagTicks how far its own time then lies behind
     */
    SampleLine(byte[] text, int[] pieces, @Nullable TimeText time, long stepTicks, long lagTicks) {
        this.text = text;
        this.pieces = pieces;
        this.time = time;
        this.stepTicks = stepTicks;
        this.lagTicks = lagTicks;
    }

    byte[] text() {
        return text;
    }

    int[] pieces() {
        return pieces;
    }

    /** How its time is written; null if it has none that can be replaced. */
    @Nullable
    TimeText time() {
        return time;
    }

    long stepTicks() {
        return stepTicks;
    }

    long lagTicks() {
        return lagTicks;
    }
}
