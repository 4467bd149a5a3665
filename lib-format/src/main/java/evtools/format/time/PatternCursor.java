package evtools.format.time;

/**
 * A place in a line, and the pattern of what was read up to there: the small steps of {@link TimeLearner}. Each step
 * reads on and writes its directive, or returns false; after that the cursor is of no more use.
 */
class PatternCursor {
    private static final int MIN_YEAR = 1_970;
    private static final int MAX_YEAR = 2_199;

    final StringBuilder pattern = new StringBuilder();
    byte[] line = new byte[0];
    int end;
    int at;
    boolean hasYear;

    boolean year() {
        if (!plausibleYear(at)) {
            return shortYearAfterName();
        }
        pattern.append("%Y");
        at += 4;
        hasYear = true;
        return true;
    }

    /** {@code 02-Jan-24}. */
    private boolean shortYearAfterName() {
        if (Digits.run(line, at, end) != 2) {
            return false;
        }
        pattern.append("%y");
        at += 2;
        hasYear = true;
        return true;
    }

    boolean monthName() {
        if (end - at < 3) {
            return false;
        }
        int month = TimeNames.month(line, at);
        if (month == 0) {
            return false;
        }
        int whole = TimeNames.wholeMonth(month, line, at, end);
        boolean isWhole = whole > 3;
        int length = isWhole ? whole : 3;
        if (Digits.isLetter(byteAt(at + length))) {
            return false;
        }
        pattern.append(isWhole ? "%B" : "%b");
        at += length;
        return true;
    }

    /** A day after a month's name: {@code 14} and {@code  4} are padded with blanks, {@code 04} with a zero. */
    boolean dayAfterName() {
        boolean padded = peek(0) == ' ';
        int digits = Digits.run(line, padded ? at + 1 : at, end);
        if (digits < 1 || digits > 2 || (padded && digits != 1)) {
            return false;
        }
        int day = (int) Digits.number(line, padded ? at + 1 : at, digits);
        if (day < 1 || day > 31) {
            return false;
        }
        pattern.append(digits == 1 && !padded ? "%-d" : peek(0) == '0' ? "%d" : "%e");
        at += padded ? 2 : digits;
        return true;
    }

    /** One or two digits, at least 1 and at most {@code most}. */
    boolean number(char directive, int most) {
        int digits = Digits.run(line, at, end);
        if (digits < 1 || digits > 2) {
            return false;
        }
        int number = (int) Digits.number(line, at, digits);
        if (number < 1 || number > most) {
            return false;
        }
        pattern.append(digits == 2 ? "%" : "%-").append(directive);
        at += digits;
        return true;
    }

    boolean plausibleYear(int start) {
        if (Digits.run(line, start, Math.min(end, start + 4)) != 4) {
            return false;
        }
        long year = Digits.number(line, start, 4);
        return year >= MIN_YEAR && year <= MAX_YEAR;
    }

    boolean literal() {
        if (at >= end) {
            return false;
        }
        pattern.append((char) (line[at] & 0xFF));
        at++;
        return true;
    }

    boolean literalIf(int wanted) {
        return peek(0) == wanted && literal();
    }

    boolean anyOf(String wanted) {
        return wanted.indexOf(peek(0)) >= 0 && literal();
    }

    int peek(int ahead) {
        return byteAt(at + ahead);
    }

    int byteAt(int index) {
        return index < end && index >= 0 ? line[index] : -1;
    }
}
