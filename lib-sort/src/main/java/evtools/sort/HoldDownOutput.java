package evtools.sort;

import java.io.IOException;

/** Where a {@link HoldDownSorter} gives out what is due. */
public interface HoldDownOutput {
    /** Takes events in order. */
    MergeSink inTime();

    /** Takes events that can't be put in order any more, in order within a batch. */
    MergeSink late();

    /**
     * An event came late; {@link #late} gets it some time later.
     *
     * @param boundary all events in time are from here on
     */
    default void cameLate(long point, long boundary) {}

    /** Takes positions before which everything was given out. */
    void positions(byte[] payload, int offset, int length) throws IOException;
}
