package evtools.sort;

import java.io.IOException;

/** A temporary file can't be written or read: no input and no output is to blame. */
public final class TemporaryFileException extends IOException {
    private static final long serialVersionUID = 1L;

    TemporaryFileException(String directory, IOException cause) {
        super("temporary file in " + directory + ": " + cause.getMessage(), cause);
    }
}
