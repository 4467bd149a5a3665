package evtools.sort;

import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import evtools.format.stream.SharedTail;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Takes the output of a merge, in order: events, and where nothing overlaps whole frames that were never decoded. */
public interface MergeSink extends EventSink {
    /** Events follow that are in order; they may lie before what was given out until now. */
    default void begin() throws IOException {}

    /**
     * Takes one row whose tokens end in a tail that isn't in it; by default as a whole event.
     *
     * @param buffer holds the row without its length; the sink must not keep or change it
     * @throws IOException when the event can't be passed on
     */
    default void event(byte[] buffer, int offset, int length, SharedTail tail) throws IOException {
        byte[] whole = new byte[length + tail.entries().length];
        event(whole, 0, tail.expand(buffer, offset, length, whole, 0));
    }

    /** Whether {@link #frame} may be called with the frame that has this header; else its events come one by one. */
    default boolean takes(FrameHeader header) {
        return false;
    }

    /**
     * Takes a whole events frame, in order after all that came before and before all that comes after.
     *
     * @param header the frame's header; valid during the call
     * @param buffer holds the frame, header first; the sink must not keep or change it
     * @throws FormatException when it turns out to be damaged, and was not passed on
     * @throws IOException when it can't be passed on
     */
    default void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
        throw new IllegalStateException("this sink takes events only");
    }

    /** Whether {@link #frames} may be called, with frames of which only the headers were read and checked. */
    default boolean takesFiles() {
        return false;
    }

    /**
     * Takes whole events frames that lie one after another in a file; as {@link #frame} otherwise.
     *
     * @param position where in the file they begin
     * @param length their bytes
     * @throws IOException when they can't be read or passed on
     */
    default void frames(FileChannel file, long position, long length) throws IOException {
        throw new IllegalStateException("this sink takes frames from memory only");
    }
}
