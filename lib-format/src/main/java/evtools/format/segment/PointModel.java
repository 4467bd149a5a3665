package evtools.format.segment;

/**
 * What the next point of a source probably is: a point is a multiple of its source's resolution and a running number,
 * both counted from what the source had last. Goes through the rows of one source at a time.
 *
 * <pre>
 *   time of a row    = ⌊point / resolution⌋
 *   step             = time − the source's last time, at first that of the block's least point
 *   running number   = point − time × resolution
 *   expected number  = the source's last number + 1 if step is 0 (at first 0), else 0
 *   residual         = running number − expected number
 * </pre>
 */
final class PointModel {
    private final long leastPoint;
    private long resolution = 1;
    private long time;
    private long number;

    /** The parts of the last point that was taken apart. */
    long step;

    long residual;

    PointModel(long leastPoint) {
        this.leastPoint = leastPoint;
    }

    /** Begins with the rows of another source. */
    void begin(long newResolution) {
        resolution = newResolution;
        time = divide(leastPoint);
        number = -1;
    }

    /** Takes a point apart. */
    void take(long point) {
        long newTime = divide(point);
        step = newTime - time;
        long newNumber = point - newTime * resolution;
        residual = newNumber - (step == 0 ? number + 1 : 0);
        time = newTime;
        number = newNumber;
    }

    /** Puts points together: those of the source's rows, {@code [from, to)}. */
    void points(long[] steps, long[] residuals, int from, int to, long[] target) {
        long lastTime = time;
        long lastNumber = number;
        for (int i = from; i < to; i++) {
            lastNumber = residuals[i] + (steps[i] == 0 ? lastNumber + 1 : 0);
            lastTime += steps[i];
            target[i] = lastTime * resolution + lastNumber;
        }
        time = lastTime;
        number = lastNumber;
    }

    private long divide(long point) {
        return point >= 0 ? point / resolution : Long.divideUnsigned(point, resolution);
    }
}
