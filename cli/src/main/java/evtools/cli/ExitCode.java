package evtools.cli;

/** What a tool's exit code means, the same for all of them. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** Nothing matched, or a check failed. */
    public static final int NOT_MATCHED = 1;
    /** A usage error, or a failure. */
    public static final int FAILURE = 2;
    /** Finished, but some of the input was damaged; what and where was reported. */
    public static final int DAMAGED = 3;
    /** Nothing is wrong, but it could not be done now: try again later (as {@code EX_TEMPFAIL} in sysexits.h). */
    public static final int TRY_AGAIN = 75;
    /** The reader of the output went away: what a shell reports of a program that died by SIGPIPE (128 + 13). */
    public static final int OUTPUT_CLOSED = 141;

    private ExitCode() {}
}
