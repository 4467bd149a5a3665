package evtools.sort;

import java.io.IOException;

/** An input that was said to be sorted isn't. The message names the input and the byte where order breaks. */
public final class UnsortedInputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String input;

    UnsortedInputException(String input, String what) {
        super(input + ": " + what);
        this.input = input;
    }

    /** The input's name. */
    public String input() {
        return input;
    }
}
