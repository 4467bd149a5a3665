package evtools.format.frame;

import evtools.format.FormatException;
import evtools.format.event.TailTable;
import java.io.IOException;

/** A frame of a stream, that a reader stands at. What it gives is valid until that moves on. Not thread-safe. */
public interface FrameSource {
    /** The frame's header. */
    FrameHeader header();

    /** Where in the stream the frame begins. */
    long streamOffset();

    /** The array that holds the whole frame, header first, from {@link #frameOffset} on. */
    byte[] frameBuffer();

    int frameOffset();

    int frameLength();

    /**
     * Decodes the payload of an events frame and leaves its rows as they lie: for who can do with rows that share
     * tails. They may be changed.
     *
     * @param tails gets the tails that the rows share
     * @return the array that holds them from {@link #rowsOffset} on, {@link #rowsLength} bytes
     * @throws FormatException if it can't be decoded
     * @throws IOException if it can't be read
     */
    byte[] rows(TailTable tails) throws IOException;

    int rowsOffset();

    int rowsLength();

    /** Frees the memory that {@link #rows} took, where it can: they aren't valid any more. */
    void releaseRows();

    /** Reports the frame as damage, for what only its decoder can see. */
    void reportDamage(String what);
}
