package evtools.pipe;

import evtools.cli.OptionValueException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How safe an event is to be: the class that evtail states in the token {@code _durability} ({@code docs/FORMAT.md}
 * 2.4) and that a frame's header carries as numbers.
 *
 * @param copies how many servers shall hold it, 1…64
 * @param acks how many must confirm before it counts as delivered, 1…copies
 * @param fsync whether a server fsyncs before it confirms
 */
public record Durability(int copies, int acks, boolean fsync) {
    /** One copy, one ack. */
    public static final Durability FAST = new Durability(1, 1, false);
    /** Three copies, two acks. */
    public static final Durability NORMAL = new Durability(3, 2, false);
    /** Three copies, three acks, each after an fsync. */
    public static final Durability SAFE = new Durability(3, 3, true);

    /** Longest text of a class: {@code c64a64s}. */
    public static final int MAX_TEXT_BYTES = 7;

    private static final int MOST = 64;

    /**
     * Reads {@code fast}, {@code normal}, {@code safe}, or the numbers themselves: {@code c3a2}, {@code c3a3s} with
     * fsync.
     */
    public static Durability parse(String text) {
        Durability found = find(text);
        if (found == null) {
            throw new OptionValueException(
                    "'" + text + "' is not fast, normal, safe or numbers such as c3a2 (copies 1 to " + MOST
                            + ", acks 1 to copies; s at the end: fsync)");
        }
        return found;
    }

    /** The class of a text as {@link #parse} takes it; null if it is none. */
    public static @Nullable Durability find(String text) {
        return switch (text) {
            case "fast" -> FAST;
            case "normal" -> NORMAL;
            case "safe" -> SAFE;
            default -> findNumbers(text);
        };
    }

    private static @Nullable Durability findNumbers(String text) {
        boolean fsync = text.endsWith("s");
        String numbers = fsync ? text.substring(0, text.length() - 1) : text;
        int a = numbers.indexOf('a');
        if (!numbers.startsWith("c") || a < 0) {
            return null;
        }
        int copies = number(numbers.substring(1, a));
        int acks = number(numbers.substring(a + 1));
        return copies < 1 || copies > MOST || acks < 1 || acks > copies ? null : new Durability(copies, acks, fsync);
    }

    /** One or two digits, not beginning with 0; 0 if it is something else. */
    private static int number(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < (i == 0 ? '1' : '0') || c > '9' || i == 2) {
                return 0;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    /** Numbers from a user. */
    public static Durability checked(int copies, int acks, boolean fsync) {
        if (copies < 1 || copies > MOST || acks < 1 || acks > copies) {
            throw new OptionValueException(
                    "copies must be 1 to " + MOST + " and acks 1 to copies, not " + copies + " and " + acks);
        }
        return new Durability(copies, acks, fsync);
    }

    /** The shortest text that {@link #find} takes: a name, or the numbers where there is none. */
    @Override
    public String toString() {
        return equals(FAST) ? "fast" : equals(NORMAL) ? "normal" : equals(SAFE) ? "safe" : numbers();
    }

    /** The numbers: {@code c3a2}. */
    public String numbers() {
        return "c" + copies + "a" + acks + (fsync ? "s" : "");
    }

    /** The text in bytes, as the value of the token. */
    public byte[] toBytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }
}
