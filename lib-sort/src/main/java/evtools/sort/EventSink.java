package evtools.sort;

import java.io.IOException;

/** Takes events one by one, in the order in which they come. */
public interface EventSink {
    /**
     * Takes one encoded event (without its length).
     *
     * @param buffer holds the event; the sink must not keep or change it
     * @throws IOException when the event can't be passed on
     */
    void event(byte[] buffer, int offset, int length) throws IOException;
}
