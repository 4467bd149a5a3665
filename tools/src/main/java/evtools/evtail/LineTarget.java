package evtools.evtail;

import java.io.IOException;

/** What is done with the lines that {@link SourceLines} finds. */
interface LineTarget {
    /**
     * The beginning of the source, to learn from: whole lines and perhaps a piece of one. Called once, before any line,
     * unless the source is known from a position.
     */
    void lookAhead(byte[] buffer, int from, int to) throws IOException;

    /** Makes the events of the lines. */
    EventMaker maker();

    /** Parts of a line are given out before its end is known; a position must stand before the line. */
    void longLineBegins();
}
