package evtools.evtail;

import java.io.IOException;
import java.io.InputStream;

/** Tells whether the next read of a stream would have to wait. */
final class PauseWatch {
    private final InputStream in;

    PauseWatch(InputStream in) {
        this.in = in;
    }

    /** Whether nothing is there to be read now; a stream that can't tell never pauses. */
    boolean isPausing() throws IOException {
        return in.available() == 0;
    }
}
