package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.TailTable;
import evtools.format.stream.SharedTail;
import java.io.IOException;

/** Takes events one after another. Not thread-safe. */
interface EventSink {
    /**
     * Makes room for an event.
     *
     * @return where the caller appends the event with its length before it; {@link #added} comes next
     */
    ByteArrayBuilder prepare(int maxLength) throws IOException;

    /**
     * After {@link #prepare}: the event's first byte if its tokens end in this tail.
     *
     * @return {@link TailTable#WHOLE}: the event must be appended with its tail, else without
     */
    default int versionOf(SharedTail tail) {
        return TailTable.WHOLE;
    }

    /** Takes the event that was appended after {@link #prepare}. */
    void added(long point) throws IOException;
}
