package evtools.cli;

import picocli.CommandLine.TypeConversionException;

/**
 * The value of an option or operand is not what it should be. The message says so and names the value:
 * {@code '10x' is not a duration such as 10s, 15m or 48h}.
 */
public final class OptionValueException extends TypeConversionException {
    private static final long serialVersionUID = 1;

    /** @param what what is wrong with the value */
    public OptionValueException(String what) {
        super(what);
    }

    /**
     * @param what what is wrong with the value
     * @param cause what led to it
     */
    public OptionValueException(String what, Throwable cause) {
        super(what);
        initCause(cause);
    }
}
