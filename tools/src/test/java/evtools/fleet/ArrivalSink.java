package evtools.fleet;

import java.io.IOException;

/** Takes frames in the order in which they arrive. */
@FunctionalInterface
public interface ArrivalSink {
    /**
     * Takes one frame.
     *
     * @param frame the whole frame, header first; not to be changed
     * @param arrivalPoint what the simulated clock shows; never less than before
     */
    void arrived(byte[] frame, long arrivalPoint) throws IOException;
}
