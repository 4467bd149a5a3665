package evtools.cli;

import org.jspecify.annotations.Nullable;

/**
 * Ends a tool with one clear line for its user, perhaps a hint, and an exit code ({@link ExitCode#FAILURE} unless
 * told).
 *
 * <p>The message says what is wrong, without the tool's name and without a full stop:
 * {@code app.ev: not an event stream, at byte 0 (expected "EVFR", found "PK")}.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private @Nullable String hint;
    private int exitCode = ExitCode.FAILURE;
    private boolean usage;

    /** @param what what is wrong, in one line */
    public UserError(String what) {
        super(what);
    }

    /**
     * @param what what is wrong, in one line
     * @param cause what led to it; shown with {@code --debug} only
     */
    public UserError(String what, @Nullable Throwable cause) {
        super(what, cause);
    }

    /**
     * An error in one input or output file.
     *
     * @param file its name as the user gave it
     * @param what what is wrong with it
     */
    public static UserError in(String file, String what) {
        return new UserError(file + ": " + what);
    }

    /**
     * An error in the command line that only the tool itself can see, such as two options that exclude each other. A
     * hint to {@code --help} is added.
     */
    public static UserError usage(String what) {
        UserError error = new UserError(what);
        error.usage = true;
        return error;
    }

    /** Adds a line that says what the user can do. */
    public UserError withHint(String hint) {
        this.hint = hint;
        return this;
    }

    /** Sets another exit code than {@link ExitCode#FAILURE}. */
    public UserError withExitCode(int exitCode) {
        this.exitCode = exitCode;
        return this;
    }

    /** What the user can do, or null. */
    public @Nullable String hint() {
        return hint;
    }

    /** Whether the command line is at fault. */
    boolean isUsage() {
        return usage;
    }

    /** The exit code the tool ends with. */
    public int exitCode() {
        return exitCode;
    }
}
