package evtools.format.form;

import evtools.format.ByteArrayBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A form, ready to be carried out: {@code docs/FORMAT.md} section 3. Immutable but for the civil time it remembers:
 * not thread-safe.
 */
public final class Form {
    /** Operations below this are time directives, by their letter. */
    private static final int LITERAL = 256;

    private static final int WORDS = 257;
    private static final int MESSAGE = 258;
    private static final int HOST = 259;
    private static final int APP = 260;
    private static final int BESIDE = 261;
    private static final int TIME_TEXT = 262;
    private static final int UTC_OFFSET = 263;

    /** No number of a time is longer. */
    private static final int MAX_NUMBER_BYTES = 20;

    /** Added to a time directive's letter: without leading zero. */
    private static final int UNPADDED = 128;

    /** What {@link #fractionDigits} says of a form that shows no time of day. */
    public static final int NO_TIME = -1;

    private final byte[] text;
    private final CivilTime time = new CivilTime();
    private int[] operations = new int[24];
    private int operationsLength;
    private boolean lineFeed = true;
    private int fractionDigits = NO_TIME;

    private Form(byte[] text) {
        this.text = text;
    }

    /** The form of events without one: the message and a line feed. */
    public static Form messageOnly() {
        Form form = new Form(new byte[0]);
        form.add(MESSAGE, 0, 0);
        return form;
    }

    /** Reads a form; null if it is invalid. Copies the bytes. */
    public static @Nullable Form parse(byte[] source, int offset, int length) {
        byte[] text = Arrays.copyOfRange(source, offset, offset + length);
        Form form = new Form(text);
        return form.compile() ? form : null;
    }

    private boolean compile() {
        int messages = 0;
        int literalStart = 0;
        int at = 0;
        while (at < text.length) {
            byte c = text[at];
            if (c != '$' && c != '%') {
                at++;
                continue;
            }
            addLiteral(literalStart, at);
            if (at + 1 >= text.length) {
                return false;
            }
            int used = c == '$' ? compileField(at) : compileTime(at);
            if (used == 0) {
                return false;
            }
            if (c == '$' && text[at + 1] == 'm') {
                messages++;
            }
            at += used;
            literalStart = at;
        }
        addLiteral(literalStart, at);
        return messages == 1;
    }

    private int compileField(int at) {
        int directive = text[at + 1];
        switch (directive) {
            case '$' -> addLiteral(at + 1, at + 2);
            case 'm' -> add(MESSAGE, 0, 0);
            case 'h' -> add(HOST, 0, 0);
            case 'a' -> add(APP, 0, 0);
            case 'v' -> add(BESIDE, 0, 0);
            case 't' -> add(TIME_TEXT, 0, 0);
            case '.' -> lineFeed = false;
            default -> {
                if (directive < '1' || directive > '9' || at + 2 >= text.length || text[at + 2] != 'w') {
                    return 0;
                }
                add(WORDS, directive - '0', 0);
                return 3;
            }
        }
        return 2;
    }

    private int compileTime(int at) {
        int directive = text[at + 1];
        switch (directive) {
            case '%' -> addLiteral(at + 1, at + 2);
            case 'S', 's' -> {
                fractionDigits = Math.max(fractionDigits, 0);
                add(directive, 0, 0);
            }
            case 'Y', 'y', 'm', 'd', 'H', 'I', 'M', 'e', 'k', 'l', 'b', 'B', 'a', 'A', 'p', 'j' -> add(directive, 0, 0);
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                fractionDigits = Math.max(fractionDigits, directive - '0');
                add(directive, 0, 0);
            }
            case '+', '-' -> {
                if (directive == '-' && at + 2 < text.length && "mdHI".indexOf(text[at + 2]) >= 0) {
                    add(text[at + 2] + UNPADDED, 0, 0);
                    return 3;
                }
                int offsetSeconds = utcOffsetSeconds(at + 1);
                if (offsetSeconds == Integer.MIN_VALUE) {
                    return 0;
                }
                add(UTC_OFFSET, offsetSeconds, 0);
                return 6;
            }
            default -> {
                return 0;
            }
        }
        return 2;
    }

    private int utcOffsetSeconds(int at) {
        if (at + 5 > text.length) {
            return Integer.MIN_VALUE;
        }
        int number = 0;
        for (int i = at + 1; i < at + 5; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return Integer.MIN_VALUE;
            }
            number = number * 10 + digit;
        }
        int seconds = number / 100 * 3600 + number % 100 * 60;
        return text[at] == '-' ? -seconds : seconds;
    }

    private void addLiteral(int from, int to) {
        if (to > from) {
            add(LITERAL, from, to - from);
        }
    }

    private void add(int operation, int first, int second) {
        if (operationsLength + 3 > operations.length) {
            operations = Arrays.copyOf(operations, operations.length * 2);
        }
        operations[operationsLength++] = operation;
        operations[operationsLength++] = first;
        operations[operationsLength++] = second;
    }

    /** Appends the line that this form makes of the fields; false if a token is missing (some bytes may be appended). */
    public boolean render(FormFields fields, ByteArrayBuilder out) {
        int messageAt = 0;
        long point = fields.point();
        time.set(point, 0);
        for (int i = 0; i < operationsLength; i += 3) {
            int operation = operations[i];
            switch (operation) {
                case LITERAL -> out.put(text, operations[i + 1], operations[i + 2]);
                case MESSAGE -> {
                    out.put(fields.message(), messageAt, fields.messageLength() - messageAt);
                    messageAt = fields.messageLength();
                }
                case WORDS -> {
                    int end = skipWords(fields, messageAt, operations[i + 1]);
                    out.put(fields.message(), messageAt, end - messageAt);
                    messageAt = end;
                }
                case HOST -> fields.appendHost(out);
                case APP -> fields.appendApp(out);
                case BESIDE -> {
                    if (!fields.appendNextBeside(out)) {
                        return false;
                    }
                }
                case TIME_TEXT -> {
                    if (!fields.appendTimeText(out)) {
                        return false;
                    }
                }
                case UTC_OFFSET -> time.set(point, operations[i + 1]);
                default -> {
                    if (operation > UNPADDED) {
                        time.appendUnpadded(operation - UNPADDED, out);
                    } else {
                        time.append(operation, out);
                    }
                }
            }
        }
        if (lineFeed) {
            out.put('\n');
        }
        return true;
    }

    /** Shows what the line is made of; but for the line feed, of which {@link #hasLineFeed} tells. */
    public void visit(FormVisitor visitor) {
        for (int i = 0; i < operationsLength; i += 3) {
            int operation = operations[i];
            switch (operation) {
                case LITERAL -> visitor.text(text, operations[i + 1], operations[i + 2]);
                case MESSAGE -> visitor.message();
                case WORDS -> visitor.words(operations[i + 1]);
                case HOST -> visitor.host();
                case APP -> visitor.app();
                case BESIDE -> visitor.beside();
                case TIME_TEXT -> visitor.timeText();
                case UTC_OFFSET -> {}
                default -> visitTime(operation, visitor);
            }
        }
    }

    private static void visitTime(int directive, FormVisitor visitor) {
        switch (directive) {
            case 'Y' -> visitor.time(4, MAX_NUMBER_BYTES, false);
            case 'm', 'd', 'y', 'H', 'I', 'M', 'S', 'e', 'k', 'l' -> visitor.time(2, 2, false);
            case 'b', 'a' -> visitor.time(3, 3, true);
            case 'B' -> visitor.time(3, 9, true);
            case 'A' -> visitor.time(6, 9, true);
            case 'p' -> visitor.time(2, 2, true);
            case 'j' -> visitor.time(3, 3, false);
            case 's' -> visitor.time(1, MAX_NUMBER_BYTES, false);
            default -> {
                if (directive > UNPADDED) {
                    visitor.time(1, 2, false);
                } else {
                    visitor.time(directive - '0', directive - '0', false);
                }
            }
        }
    }

    private static int skipWords(FormFields fields, int from, int words) {
        byte[] message = fields.message();
        int end = fields.messageLength();
        int at = from;
        for (int i = 0; i < words; i++) {
            while (at < end && !isBlank(message[at])) {
                at++;
            }
            while (at < end && isBlank(message[at])) {
                at++;
            }
        }
        return at;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    /**
     * How many digits of the fraction of a second the raw line shows, 0 if it shows whole seconds, {@link #NO_TIME} if
     * its time isn't made from the point. What the point has below that is a running number, not time.
     */
    public int fractionDigits() {
        return fractionDigits;
    }

    /** Whether the raw line ends in a line feed. */
    public boolean hasLineFeed() {
        return lineFeed;
    }
}
