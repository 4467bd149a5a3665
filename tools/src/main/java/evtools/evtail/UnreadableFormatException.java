package evtools.evtail;

import java.io.IOException;

/** A file in a format that evtail doesn't read; says what the user can do instead. */
final class UnreadableFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    UnreadableFormatException(String what, String hint) {
        super(what);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
