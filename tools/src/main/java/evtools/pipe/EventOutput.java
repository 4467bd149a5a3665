package evtools.pipe;

import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventStreamWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Where a tool's events go, in the format that its user chose. Not thread-safe. */
public interface EventOutput extends AutoCloseable {
    /** Whether frames are written, so that whole ones can be passed on. */
    boolean isBinary();

    /** Whether {@link #write(EventView)} takes events that share tails, too. */
    default boolean takesTails() {
        return false;
    }

    /**
     * The writer of the frames, for a tool that builds events where they are written from, or writes frames of other
     * kinds; null when text is written.
     */
    @Nullable
    EventStreamWriter frameWriter();

    /**
     * Says from which frame the next events come. Frames that are written take its flag for late events and its
     * durability over; text doesn't care.
     */
    void from(FrameHeader source) throws IOException;

    /** Writes an event. */
    void write(EventView event) throws IOException;

    /** Passes the current frame on, of any kind, as it is; text output ignores it. */
    void passOn(FrameReader frame) throws IOException;

    /** Writes an encoded event, given without its length, that lies in a checked frame. */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /** Passes a whole frame on, header first, as it is; text output ignores it. */
    void passOn(byte[] buffer, int frameOffset, int frameLength) throws IOException;

    /** Passes frames on that lie one after another in a file, inside the kernel where it can; text output ignores it. */
    void passOn(FileChannel file, long position, long length) throws IOException;

    /**
     * Says that the events from here on, until this is said again, come in order and without duplicates: frames are
     * flagged so.
     *
     * @param late whether they come after their time; a run of late events begins a frame of its own
     */
    void sorted(boolean late) throws IOException;

    /** Says with an end frame that this stream ends here on purpose; text output ignores it. */
    void end() throws IOException;

    /** How many events so far could not be shown as their original line, only as their message. */
    long invalidForms();

    /** Writes out what is buffered: to be called when input pauses. */
    void flush() throws IOException;

    /** Flushes and closes what it opened itself; leaves standard output open. */
    @Override
    void close() throws IOException;
}
