package evtools.transport;

import java.io.IOException;

/**
 * The other side could not prove that it is who it should be, or what came from it can't be trusted. The connection is
 * over; a later one may be all right.
 */
public final class InsecureException extends IOException {
    private static final long serialVersionUID = 1;

    private final SecurityCounters.Refused reason;

    InsecureException(SecurityCounters.Refused reason, String what) {
        super(what);
        this.reason = reason;
    }

    /** What counts it. */
    public SecurityCounters.Refused reason() {
        return reason;
    }
}
