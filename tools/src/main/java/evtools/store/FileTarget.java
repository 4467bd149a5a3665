package evtools.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A target that takes bytes of a file through memory anyway: to fetch them itself, in pieces of its own, saves it the
 * small ones that {@link FileChannel#transferTo} makes for whatever is no socket.
 */
public interface FileTarget extends WritableByteChannel {
    /**
     * Takes {@code length} bytes of the file from {@code position} on.
     *
     * @throws java.io.EOFException if the file ends before
     */
    void transferFrom(FileChannel file, long position, long length) throws IOException;
}
