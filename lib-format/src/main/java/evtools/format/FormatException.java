package evtools.format;

import java.io.IOException;

/** Bytes that are not what {@code docs/FORMAT.md} says they must be. The message says what is wrong, for a person. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public FormatException(String what) {
        super(what);
    }

    public FormatException(String what, Throwable cause) {
        super(what, cause);
    }
}
