package evtools.evsend;

import evtools.cli.OptionValueException;
import org.jspecify.annotations.Nullable;

/**
 * How safe an event is to be.
 *
 * @param copies how many servers shall hold it
 * @param acks how many must confirm before it counts as delivered, 1…copies
 * @param fsync whether a server fsyncs before it confirms
 */
public record Durability(int copies, int acks, boolean fsync) {
    private static final int MOST = 64;

    /**
     * Reads {@code fast}, {@code normal}, {@code safe}, or the numbers themselves: {@code c3a2}, {@code c3a3s} with
     * fsync.
     */
    static Durability parse(String text) {
        return switch (text) {
            case "fast" -> new Durability(1, 1, false);
            case "normal" -> new Durability(3, 2, false);
            case "safe" -> new Durability(3, 3, true);
            default -> parseNumbers(text);
        };
    }

    private static Durability parseNumbers(String text) {
        boolean fsync = text.endsWith("s");
        String numbers = fsync ? text.substring(0, text.length() - 1) : text;
        int a = numbers.indexOf('a');
        if (numbers.startsWith("c") && a > 1) {
            try {
                return checked(
                        Integer.parseInt(numbers.substring(1, a)), Integer.parseInt(numbers.substring(a + 1)), fsync);
            } catch (NumberFormatException e) {
                throw wrong(text, e);
            }
        }
        throw wrong(text, null);
    }

    private static OptionValueException wrong(String text, @Nullable Throwable cause) {
        String what = "'" + text + "' is not fast, normal, safe or numbers such as c3a2";
        return cause == null ? new OptionValueException(what) : new OptionValueException(what, cause);
    }

    /** Numbers from a user. */
    static Durability checked(int copies, int acks, boolean fsync) {
        if (copies < 1 || copies > MOST || acks < 1 || acks > copies) {
            throw new OptionValueException(
                    "copies must be 1 to " + MOST + " and acks 1 to copies, not " + copies + " and " + acks);
        }
        return new Durability(copies, acks, fsync);
    }
}
