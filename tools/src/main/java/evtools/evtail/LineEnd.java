package evtools.evtail;

/** How a line ends in its file. */
enum LineEnd {
    /** Line feed. */
    LF(""),
    /** Carriage return and line feed. */
    CRLF("\r"),
    /** The file, or this part of a long line, ends without one. */
    NONE("$.");

    private final byte[] formSuffix;

    LineEnd(String formSuffix) {
        this.formSuffix = new byte[formSuffix.length()];
        for (int i = 0; i < this.formSuffix.length; i++) {
            this.formSuffix[i] = (byte) formSuffix.charAt(i);
        }
    }

    /** What a form has after its message. The array is shared: don't write to it. */
    byte[] formSuffix() {
        return formSuffix;
    }
}
