package evtools.format.segmentfile;

import java.io.IOException;

/** Something of a known length that can be read at any place: a file, an object in a store. */
public interface RangeSource {
    /** Its length in bytes. */
    long length() throws IOException;

    /**
     * Reads exactly {@code length} bytes from {@code position} on.
     *
     * @throws IOException if it fails, or ends before
     */
    void read(long position, byte[] target, int offset, int length) throws IOException;
}
