package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import java.io.IOException;

/** Takes events one after another. Not thread-safe. */
interface EventSink {
    /**
     * Makes room for an event.
     *
     * @return where the caller appends the event with its length before it; {@link #added} comes next
     */
    ByteArrayBuilder prepare(int maxLength) throws IOException;

    /** Takes the event that was appended after {@link #prepare}. */
    void added(long point) throws IOException;
}
