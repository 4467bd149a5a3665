package evtools.transport;

import java.io.IOException;

/** The two sides do not fit together. The message says why. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status one of {@link Refusal} */
    public RefusedException(int status, String why) {
        super(why);
        this.status = status;
    }

    /** One of {@link Refusal}. */
    public int status() {
        return status;
    }

    /** Whether trying again may help without anybody changing a configuration. */
    public boolean passing() {
        return status == Refusal.BUSY;
    }
}
