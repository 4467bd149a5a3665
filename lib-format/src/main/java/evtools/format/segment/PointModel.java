package evtools.format.segment;

import java.util.Arrays;

/**
 * What the next point of a source probably is: a point is a multiple of its source's resolution and a running number;
 * the multiple is counted from that of the point before it in the block, the number from what the source had last.
 *
 * <pre>
 *   time of a row    = ⌊point / resolution⌋
 *   step             = time − ⌊point of the row before / resolution⌋
 *   running number   = point − time × resolution
 *   expected number  = the source's last number + 1 if the source's last time is the same, else 0
 *   residual         = running number − expected number
 * </pre>
 */
final class PointModel {
    private final long[] lastTime;
    private final long[] lastNumber;
    private long lastPoint;

    /** The parts of the last point that was taken apart. */
    long step;

    long residual;

    PointModel(int sources) {
        lastTime = new long[sources];
        lastNumber = new long[sources];
        Arrays.fill(lastNumber, -1);
    }

    /** Takes a point apart. */
    void take(int source, long resolution, long point) {
        long time = divide(point, resolution);
        long number = point - time * resolution;
        step = time - divide(lastPoint, resolution);
        residual = number - expected(source, time);
        remember(source, time, number, point);
    }

    /** Puts a point together. */
    long point(int source, long resolution, long newStep, long newResidual) {
        long time = divide(lastPoint, resolution) + newStep;
        long number = expected(source, time) + newResidual;
        long point = time * resolution + number;
        remember(source, time, number, point);
        return point;
    }

    private long expected(int source, long time) {
        return lastTime[source] == time ? lastNumber[source] + 1 : 0;
    }

    private void remember(int source, long time, long number, long point) {
        lastTime[source] = time;
        lastNumber[source] = number;
        lastPoint = point;
    }

    private static long divide(long point, long resolution) {
        return point >= 0 ? point / resolution : Long.divideUnsigned(point, resolution);
    }
}
