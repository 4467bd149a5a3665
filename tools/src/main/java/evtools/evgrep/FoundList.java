package evtools.evgrep;

import evtools.format.frame.FrameHeader;
import java.io.IOException;

/** Lines that were found in one frame, to be gone through once from the first to the last. Not thread-safe. */
interface FoundList {
    int size();

    /** The time of the {@code i}-th line. */
    long point(int i) throws IOException;

    /** Whether the {@code i}-th line was selected, and is not only there for context. */
    boolean isSelected(int i) throws IOException;

    /** Lets {@code line} look at the {@code i}-th line, until the next one is looked at. */
    void look(int i, LogLine line, long firstNumber, FrameHeader source) throws IOException;
}
