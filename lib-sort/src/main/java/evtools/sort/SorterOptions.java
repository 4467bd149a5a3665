package evtools.sort;

import java.nio.file.Path;

/**
 * How a stream is to be sorted.
 *
 * @param holdDownTicks how long after the end of a slice it is given out; {@link #WHEN_INPUT_ENDS}: all at the end
 * @param sliceTicks width of the slices that are given out at once
 * @param memoryBytes how much memory events may take before they go to files
 * @param temporaryDirectory where the files are
 * @param dropDuplicates whether events that equal another one are left out
 */
public record SorterOptions(
        long holdDownTicks, long sliceTicks, long memoryBytes, Path temporaryDirectory, boolean dropDuplicates) {
    /** Nothing is given out before the end, and nothing is late. */
    public static final long WHEN_INPUT_ENDS = -1;

    /** The least memory that sorting can do with. */
    public static final long MIN_MEMORY_BYTES = 4L << 20;

    public SorterOptions {
        if (holdDownTicks < WHEN_INPUT_ENDS || sliceTicks < 1 || memoryBytes < MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException("hold-down of " + holdDownTicks + " ticks, slices of " + sliceTicks
                    + ", memory of " + memoryBytes + " bytes");
        }
    }

    boolean streaming() {
        return holdDownTicks != WHEN_INPUT_ENDS;
    }
}
