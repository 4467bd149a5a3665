package evtools.format.time;

import evtools.format.ByteArrayBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a time text, compiled. Remembers the last text it read down to the minutes, because most lines share it
 * with the line before: not thread-safe.
 *
 * <p>Written like a form, with two directives more: {@code %f} is the mark and the digits of a fraction, or nothing;
 * {@code %z} is a zone, such as {@code Z}, {@code +0100}, {@code -07:00}, {@code  UTC}. Other directives match exactly
 * what a form prints for them: {@code %d} two digits, {@code %e} a blank and a digit or two digits of which the first
 * isn't 0, {@code %-d} no leading zero, and so on.
 */
final class TimePattern {
    /** Operations below this are directives; from here on a literal byte is added. */
    private static final int LITERAL = 0x100;

    /** Added to a directive: without leading zero. */
    private static final int UNPADDED = 0x80;

    private static final int NANO_DIGITS = 9;
    private static final int MAX_OPERATIONS = 64;

    private final int[] operations;

    /** How many operations read the text down to the minutes and the literal after them; 0: not known. */
    private final int minuteOperations;

    private final ReadMinutes minutes = new ReadMinutes();

    private TimePattern(int[] operations) {
        this.operations = operations;
        this.minuteOperations = minuteOperations(operations);
    }

    /**
     * What is read before the seconds depends on nothing but its own text if a literal ends it that can be no part of a
     * number, name or zone.
     */
    private static int minuteOperations(int[] operations) {
        int known = 0;
        for (int i = 0; i < operations.length; i++) {
            int operation = operations[i];
            if (operation >= LITERAL) {
                int c = operation - LITERAL;
                known = Digits.isDigit(c) || Digits.isLetter(c) || c == '_' || c >= 0x80 ? known : i + 1;
            } else if ("YymdeHkIlMbBaAp".indexOf(operation) < 0 && "mdHIM".indexOf(operation - UNPADDED) < 0) {
                return known;
            }
        }
        return 0;
    }

    /** Whether both read the same. */
    boolean isSame(TimePattern other) {
        return Arrays.equals(operations, other.operations);
    }

    /** Compiles the text; null if it isn't a pattern. */
    static @Nullable TimePattern compile(String text) {
        int[] operations = new int[text.length()];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '%') {
                operations[count++] = LITERAL + (c & 0xFF);
                continue;
            }
            boolean unpadded = text.startsWith("-", at);
            if (unpadded) {
                at++;
            }
            String known = unpadded ? "mdHIMS" : "YymdeHkIlMSbBaApjsfz369%";
            if (at >= text.length() || known.indexOf(text.charAt(at)) < 0) {
                return null;
            }
            char directive = text.charAt(at++);
            operations[count++] = directive == '%' ? LITERAL + '%' : directive + (unpadded ? UNPADDED : 0);
        }
        return count > MAX_OPERATIONS ? null : new TimePattern(Arrays.copyOf(operations, count));
    }

    /** Reads the time at {@code at}; returns where its text ends, -1 if there is none. */
    int match(byte[] line, int at, int end, TimeFields time) {
        int i;
        if (minutes.recall(line, at, end, time)) {
            i = at + minutes.length();
        } else {
            time.clear();
            i = match(0, minuteOperations, line, at, end, time);
            if (i < 0) {
                time.end = -1;
                return -1;
            }
            minutes.remember(line, at, i, time);
        }
        time.start = at;
        i = match(minuteOperations, operations.length, line, i, end, time);
        time.end = i;
        return i;
    }

    private int match(int from, int to, byte[] line, int at, int end, TimeFields time) {
        int i = at;
        for (int index = from; index < to; index++) {
            int operation = operations[index];
            if (operation >= LITERAL) {
                if (i >= end || (line[i] & 0xFF) != operation - LITERAL) {
                    return -1;
                }
                i++;
                continue;
            }
            i = operation == 'f' ? matchFraction(line, i, end, time) : matchDirective(operation, line, i, end, time);
            if (i < 0) {
                return -1;
            }
        }
        return i;
    }

    /** Says what lines begin with that this stands at the beginning of; false if what follows has no fixed place. */
    boolean describe(FirstBytes first) {
        for (int operation : operations) {
            if (operation >= LITERAL) {
                first.literal(operation - LITERAL);
                continue;
            }
            switch (operation) {
                case 'Y' -> first.digits(4);
                case 'y', 'm', 'd', 'H', 'I', 'M', 'S' -> first.digits(2);
                case 'e', 'k', 'l' -> first.paddedDigits();
                case 'b', 'a' -> first.letters(3);
                case 's' -> first.digits(10);
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    private static int matchDirective(int directive, byte[] line, int at, int end, TimeFields time) {
        int number;
        switch (directive) {
            case 'Y' -> {
                int high = Digits.two(line, at, end);
                int low = Digits.two(line, at + 2, end);
                time.year = high * 100 + low;
                return high < 0 || low < 0 ? -1 : at + 4;
            }
            case 'y', 'm', 'd', 'H', 'I', 'M', 'S' -> {
                number = Digits.two(line, at, end);
                return number < 0 || !set(directive, number, time) ? -1 : at + 2;
            }
            case 'e', 'k', 'l' -> {
                if (end - at < 2 || line[at] == '0') {
                    return -1;
                }
                number = line[at] == ' ' && Digits.isDigit(line[at + 1])
                        ? line[at + 1] - '0'
                        : Digits.two(line, at, end);
                return number < 0 || !set(directive, number, time) ? -1 : at + 2;
            }
            case 'm' + UNPADDED, 'd' + UNPADDED, 'H' + UNPADDED, 'I' + UNPADDED -> {
                int digits = Digits.run(line, at, Math.min(end, at + 3));
                if (digits < 1 || digits > 2 || (line[at] == '0' && digits > 1)) {
                    return -1;
                }
                number = (int) Digits.number(line, at, digits);
                return set(directive - UNPADDED, number, time) ? at + digits : -1;
            }
            case 'M' + UNPADDED, 'S' + UNPADDED -> {
                return matchUnusual(directive - UNPADDED, line, at, end, time);
            }
            case 'b', 'B', 'a', 'A' -> {
                return matchName(directive, line, at, end, time);
            }
            case 'p' -> {
                return matchHalf(line, at, end, time);
            }
            case 'j' -> {
                if (Digits.run(line, at, Math.min(end, at + 3)) != 3) {
                    return -1;
                }
                time.dayOfYear = (int) Digits.number(line, at, 3);
                return time.dayOfYear >= 1 && time.dayOfYear <= 366 ? at + 3 : -1;
            }
            case 's' -> {
                if (Digits.run(line, at, Math.min(end, at + 10)) != 10 || line[at] == '0') {
                    return -1;
                }
                time.epochSeconds = Digits.number(line, at, 10);
                time.hasSeconds = true;
                return at + 10;
            }
            case '3', '6', '9' -> {
                int digits = directive - '0';
                return Digits.run(line, at, Math.min(end, at + digits)) == digits
                        ? fraction(line, at, digits, 0, time)
                        : -1;
            }
            default -> {
                return ZoneText.match(line, at, end, time);
            }
        }
    }

    /** Minutes and seconds of one digit: a form has no directive for them, so the text is kept. */
    private static int matchUnusual(int directive, byte[] line, int at, int end, TimeFields time) {
        int digits = Digits.run(line, at, Math.min(end, at + 3));
        if (digits < 1 || digits > 2) {
            return -1;
        }
        time.exact &= digits == 2;
        return set(directive, (int) Digits.number(line, at, digits), time) ? at + digits : -1;
    }

    private static boolean set(int directive, int number, TimeFields time) {
        switch (directive) {
            case 'y' -> {
                time.year = number < 70 ? 2000 + number : 1900 + number;
                return true;
            }
            case 'm' -> {
                time.month = number;
                return number >= 1 && number <= 12;
            }
            case 'd', 'e' -> {
                time.day = number;
                return number >= 1 && number <= 31;
            }
            case 'H', 'k' -> {
                time.hour = number;
                return number <= 23;
            }
            case 'I', 'l' -> {
                time.hour = number;
                time.hour12 = true;
                return number >= 1 && number <= 12;
            }
            case 'M' -> {
                time.minute = number;
                return number <= 59;
            }
            default -> {
                time.second = number;
                time.hasSeconds = true;
                // A leap second is the last second of its minute for a point; only the text can show it.
                if (number == 60) {
                    time.second = 59;
                    time.exact = false;
                }
                return number <= 60;
            }
        }
    }

    private static int matchName(int directive, byte[] line, int at, int end, TimeFields time) {
        if (end - at < 3) {
            return -1;
        }
        boolean isMonth = directive == 'b' || directive == 'B';
        int number = isMonth ? TimeNames.month(line, at) : TimeNames.weekday(line, at);
        if (number == 0) {
            return -1;
        }
        if (isMonth) {
            time.month = number;
        } else {
            time.weekday = number;
        }
        if (directive == 'B' || directive == 'A') {
            int length = isMonth
                    ? TimeNames.wholeMonth(number, line, at, end)
                    : TimeNames.wholeWeekday(number, line, at, end);
            return length == 0 ? -1 : at + length;
        }
        time.exact &= TimeNames.isCapitalised(line, at);
        return at + 3;
    }

    private static int matchHalf(byte[] line, int at, int end, TimeFields time) {
        if (end - at < 2 || (line[at + 1] | 0x20) != 'm') {
            return -1;
        }
        int c = line[at] | 0x20;
        if (c != 'a' && c != 'p') {
            return -1;
        }
        time.half = c == 'a' ? 0 : 1;
        time.exact &= line[at] != c && line[at + 1] == 'M';
        return at + 2;
    }

    private static int matchFraction(byte[] line, int at, int end, TimeFields time) {
        if (at + 1 >= end || !Digits.isDigit(line[at + 1])) {
            return at;
        }
        int mark = line[at];
        if (mark != '.' && mark != ',' && mark != ':') {
            return at;
        }
        int digits = Digits.run(line, at + 1, end);
        // A comma or colon may part a time from another number: only whole units count as fractions then.
        boolean fits = mark == '.'
                || (mark == ',' && (digits == 3 || digits == 6 || digits == NANO_DIGITS))
                || (mark == ':' && digits <= 3);
        if (!fits) {
            return at;
        }
        if (mark == ':' && digits < 3) {
            // Milliseconds without their leading zeros.
            time.nanos = (int) Digits.number(line, at + 1, digits) * 1_000_000;
            time.fractionDigits = 3;
            time.exact = false;
            return at + 1 + digits;
        }
        return fraction(line, at + 1, digits, mark, time);
    }

    private static int fraction(byte[] line, int at, int digits, int mark, TimeFields time) {
        int kept = Math.min(digits, NANO_DIGITS);
        int nanos = (int) Digits.number(line, at, kept);
        for (int i = kept; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        time.nanos = nanos;
        time.fractionDigits = kept;
        time.fractionMark = mark;
        time.exact &= digits <= NANO_DIGITS && (digits < NANO_DIGITS || nanos % 10 == 0);
        return at + digits;
    }

    /** Appends the part of a form that prints the text that was read. */
    void appendForm(byte[] line, TimeFields time, ByteArrayBuilder form) {
        if (!time.exact) {
            form.putLatin1("$t");
            return;
        }
        if (time.zoneMinutes != 0) {
            int minutes = Math.abs(time.zoneMinutes);
            form.put('%').put(time.zoneMinutes < 0 ? '-' : '+');
            form.putPaddedDecimal(minutes / 60 * 100 + minutes % 60, 4, '0');
        }
        for (int operation : operations) {
            if (operation >= LITERAL) {
                appendLiteral(operation - LITERAL, form);
            } else if (operation == 'f') {
                if (time.fractionDigits > 0) {
                    form.put(time.fractionMark).put('%').put('0' + time.fractionDigits);
                }
            } else if (operation == 'z') {
                for (int i = time.zoneStart; i < time.zoneEnd; i++) {
                    form.put(line[i]);
                }
            } else if (operation == 'M' + UNPADDED || operation == 'S' + UNPADDED) {
                form.put('%').put(operation - UNPADDED);
            } else if (operation > UNPADDED) {
                form.put('%').put('-').put(operation - UNPADDED);
            } else {
                form.put('%').put(operation);
            }
        }
    }

    static void appendLiteral(int c, ByteArrayBuilder form) {
        if (c == '$' || c == '%') {
            form.put(c);
        }
        form.put(c);
    }

    /**
     * A number that differs wherever {@link #appendForm} makes something different of the same pattern; below 2^{@value
     * #KEY_BITS}.
     */
    static long key(TimeFields time) {
        if (!time.exact) {
            return 0;
        }
        int mark = time.fractionMark == '.' ? 1 : time.fractionMark == ',' ? 2 : time.fractionMark == ':' ? 3 : 0;
        return 1 | time.fractionDigits << 1 | mark << 5 | (long) time.zoneStyle << 7;
    }

    static final int KEY_BITS = 7 + ZoneText.STYLE_BITS;
}
