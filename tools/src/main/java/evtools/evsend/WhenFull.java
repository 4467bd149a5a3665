package evtools.evsend;

import evtools.cli.OptionValueException;

/** What happens to new events when the spool has no room. */
public enum WhenFull {
    /** Input waits. */
    BLOCK("waiting until servers have taken frames"),
    /** The oldest frames go, counted. */
    DROP_OLDEST("dropping the oldest frames"),
    /** New frames go, counted. */
    DROP_NEWEST("dropping new frames");

    private final String description;

    WhenFull(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    static WhenFull parse(String text) {
        return switch (text) {
            case "block" -> BLOCK;
            case "drop-oldest" -> DROP_OLDEST;
            case "drop-newest" -> DROP_NEWEST;
            default -> throw new OptionValueException("'" + text + "' is not block, drop-oldest or drop-newest");
        };
    }
}
