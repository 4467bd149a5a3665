package evtools.sort;

import java.nio.file.Path;

/**
 * How a stream is to be given out in slices of time.
 *
 * @param holdDownTicks how long after the end of a slice it is given out
 * @param sliceTicks width of the slices that are given out at once
 * @param memoryBytes how much memory events may take before they go to files
 * @param temporaryDirectory where the files are
 * @param dropDuplicates whether events that equal another one are left out
 * @param statistics whether order is counted for events, too, that could pass without being looked at
 */
public record HoldDownOptions(
        long holdDownTicks,
        long sliceTicks,
        long memoryBytes,
        Path temporaryDirectory,
        boolean dropDuplicates,
        boolean statistics) {
    /** The least memory that it can do with. */
    public static final long MIN_MEMORY_BYTES = SorterOptions.MIN_MEMORY_BYTES;

    public HoldDownOptions {
        if (holdDownTicks < 0 || sliceTicks < 2 || memoryBytes < MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException("hold-down of " + holdDownTicks + " ticks, slices of " + sliceTicks
                    + ", memory of " + memoryBytes + " bytes");
        }
    }
}
