package evtools.cli;

/** When to write colours: {@code --color[=WHEN]}. */
public enum ColorMode {
    /** On a terminal that can show them, unless the environment says no. */
    AUTO("auto"),
    /** Always. */
    ALWAYS("always"),
    /** Never. */
    NEVER("never");

    private final String word;

    ColorMode(String word) {
        this.word = word;
    }

    /**
     * Whether to write colours to a stream. With {@code auto}, a non-empty {@code NO_COLOR} (no-color.org) and
     * {@code TERM=dumb} mean no.
     *
     * @param fd 1 for standard output, 2 for standard error
     */
    public boolean isOn(Stdio io, int fd) {
        if (this != AUTO) {
            return this == ALWAYS;
        }
        String noColor = io.env("NO_COLOR");
        return io.isTerminal(fd) && (noColor == null || noColor.isEmpty()) && !"dumb".equals(io.env("TERM"));
    }

    /** The word on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
