package evtools.transport;

import java.io.IOException;

/** Nothing, or not enough, came before a {@link ByteLink#deadline} had passed. */
public final class ReadDeadlineException extends IOException {
    private static final long serialVersionUID = 1;

    ReadDeadlineException(long millis) {
        super("no answer within " + millis + " ms");
    }
}
