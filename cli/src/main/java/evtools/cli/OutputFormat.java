package evtools.cli;

/** How events are written: {@code -O}, {@code --output-format}. */
public enum OutputFormat {
    /** For people: time, host, application and line, control characters escaped on a terminal. */
    TEXT("text"),
    /** The original lines, byte for byte. */
    RAW("raw"),
    /** One JSON object a line. */
    JSON("json"),
    /** One line of {@code key=value} an event. */
    LOGFMT("logfmt"),
    /** Our own binary frames, for the next tool. */
    EV("ev"),
    /** The archive form of our frames, with an index at its end. */
    SEGMENT("segment");

    private final String word;

    OutputFormat(String word) {
        this.word = word;
    }

    /** Whether a terminal can't show it. */
    public boolean isBinary() {
        return this == EV || this == SEGMENT;
    }

    /** The word on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
