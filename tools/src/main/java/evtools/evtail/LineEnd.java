package evtools.evtail;

/** How a line ends in its file. */
enum LineEnd {
    /** Line feed. */
    LF(""),
    /** Carriage return and line feed. */
    CRLF("\r"),
    /** The file, or this part of a long line, ends without one. */
    NONE("$.");

    private final String formSuffix;

    LineEnd(String formSuffix) {
        this.formSuffix = formSuffix;
    }

    /** What a form has after its message. */
    String formSuffix() {
        return formSuffix;
    }
}
