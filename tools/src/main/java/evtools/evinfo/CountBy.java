package evtools.evinfo;

/** What evinfo counts events by. */
enum CountBy {
    HOST("host"),
    APP("app"),
    MINUTE("minute");

    private final String word;

    CountBy(String word) {
        this.word = word;
    }

    /** The word on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
