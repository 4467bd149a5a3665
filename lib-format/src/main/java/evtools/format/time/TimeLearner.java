package evtools.format.time;

/**
 * Reads a time text of any kind it knows the parts of, and writes down its pattern: a date, what parts it from the time
 * of day, the time of day, fraction, AM or PM, zone, year. Slow and thorough; {@link TimePattern} does the work
 * afterwards. Reusable, not thread-safe.
 */
final class TimeLearner extends PatternCursor {
    /** In which order dates of three small numbers are read, where they don't tell themselves. */
    enum DateOrder {
        USUAL,
        DAY_FIRST,
        MONTH_FIRST,
        MONTH_FIRST_SHORT_YEAR,
        DAY_FIRST_SHORT_YEAR
    }

    private static final int MIN_EPOCH_HIGH_DIGITS = 1;
    private static final int MAX_EPOCH_HIGH_DIGITS = 3;

    private DateOrder order = DateOrder.USUAL;
    private boolean compact;
    private boolean ambiguous;

    /** The pattern of the time read last. */
    String pattern() {
        return pattern.toString();
    }

    /** Whether the time read last names its year. */
    boolean hasYear() {
        return hasYear;
    }

    /** Whether the date read last has parts that could stand for one another. */
    boolean ambiguous() {
        return ambiguous;
    }

    /** Reads a calendar date and a time of day at {@code from}; returns where it ends, -1 if there is none. */
    int calendar(byte[] text, int from, int to, DateOrder dateOrder) {
        line = text;
        end = to;
        at = from;
        order = dateOrder;
        hasYear = false;
        compact = false;
        ambiguous = false;
        pattern.setLength(0);
        boolean read = date() && parting() && timeOfDay() && afterTime();
        return read && endsWell() ? at : -1;
    }

    /** Reads a count of seconds, or of parts of seconds, since the epoch; returns where it ends, -1 if there is none. */
    int epoch(byte[] text, int from, int to) {
        int digits = Digits.run(text, from, Math.min(to, from + 20));
        pattern.setLength(0);
        hasYear = true;
        if (digits == 0 || text[from] < '0' + MIN_EPOCH_HIGH_DIGITS || text[from] > '0' + MAX_EPOCH_HIGH_DIGITS) {
            return -1;
        }
        pattern.append("%s");
        int stop = from + digits;
        switch (digits) {
            case 10 -> {
                pattern.append("%f");
                if (stop + 1 < to && text[stop] == '.' && Digits.isDigit(text[stop + 1])) {
                    stop += 1 + Digits.run(text, stop + 1, to);
                }
            }
            case 13 -> pattern.append("%3");
            case 16 -> pattern.append("%6");
            case 19 -> pattern.append("%9");
            default -> {
                return -1;
            }
        }
        boolean ends = stop == to || (!Digits.isLetter(text[stop]) && !Digits.isDigit(text[stop]));
        return ends ? stop : -1;
    }

    private boolean date() {
        if (at >= end) {
            return false;
        }
        if (Digits.isLetter(line[at])) {
            return namedDate();
        }
        int digits = Digits.run(line, at, end);
        return switch (digits) {
            case 4 -> yearFirst();
            case 6 -> shortCompact();
            case 8, 14 -> longCompact();
            case 1, 2 -> smallNumberFirst(digits);
            default -> false;
        };
    }

    /** {@code 2024-01-31}, {@code 2024/1/31}, {@code 2024.01.31}, {@code 2024 Jan 31}, {@code 2024-Jan-31}. */
    private boolean yearFirst() {
        if (!plausibleYear(at)) {
            return false;
        }
        hasYear = true;
        at += 4;
        pattern.append("%Y");
        int mark = peek(0);
        if (mark != '-' && mark != '/' && mark != '.' && mark != ' ') {
            return false;
        }
        if (Digits.isLetter(peek(1))) {
            return literal() && monthName() && literalIf(mark) && dayAfterName();
        }
        return mark != ' ' && literal() && number('m', 12) && literalIf(mark) && number('d', 31);
    }

    private boolean shortCompact() {
        int month = Digits.two(line, at + 2, end);
        int day = Digits.two(line, at + 4, end);
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        pattern.append("%y%m%d");
        at += 6;
        hasYear = true;
        compact = true;
        return true;
    }

    private boolean longCompact() {
        int month = Digits.two(line, at + 4, end);
        int day = Digits.two(line, at + 6, end);
        if (!plausibleYear(at) || month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        pattern.append("%Y%m%d");
        at += 8;
        hasYear = true;
        compact = true;
        return true;
    }

    /** {@code Jun 14}, {@code Jun  4}, {@code Jun 14 2005}, {@code Jan 02, 2024}, {@code Sun Dec 04}, {@code Sun, 04 Dec 2005}. */
    private boolean namedDate() {
        if (end - at > 3 && TimeNames.month(line, at) == 0 && TimeNames.weekday(line, at) != 0) {
            int weekday = TimeNames.weekday(line, at);
            int whole = TimeNames.wholeWeekday(weekday, line, at, end);
            boolean isWhole = whole > 3;
            pattern.append(isWhole ? "%A" : "%a");
            at += isWhole ? whole : 3;
            if (peek(0) == ',') {
                literal();
            }
            if (!literalIf(' ')) {
                return false;
            }
            if (Digits.run(line, at, end) == 4) {
                return yearFirst();
            }
            if (Digits.isDigit(peek(0)) || (peek(0) == ' ' && Digits.isDigit(peek(1)))) {
                return dayAfterName() && anyOf(" -") && monthName() && anyOf(" -") && year();
            }
        }
        if (!monthName()) {
            return false;
        }
        if (!literalIf(' ') || !dayAfterName()) {
            return false;
        }
        // A year directly after the day; what else may follow is the time of day.
        int start = peek(0) == ',' ? 1 : 0;
        if (peek(start) == ' ' && Digits.run(line, at + start + 1, end) == 4 && plausibleYear(at + start + 1)) {
            if (start == 1) {
                literal();
            }
            literal();
            return year();
        }
        return true;
    }

    private boolean smallNumberFirst(int digits) {
        int mark = byteAt(at + digits);
        if (Digits.isLetter(byteAt(at + digits + 1))) {
            boolean parted = mark == '/' || mark == '-' || mark == ' ' || mark == '.';
            return parted && dayBeforeName(digits) && literal() && monthName() && literalIf(mark) && year();
        }
        if (mark != '/' && mark != '-' && mark != '.') {
            return false;
        }
        int second = Digits.run(line, at + digits + 1, end);
        int secondEnd = at + digits + 1 + second;
        if (second < 1 || second > 2) {
            return false;
        }
        if (byteAt(secondEnd) != mark) {
            boolean plausible = mark != '.' || (digits == 2 && second == 2 && byteAt(secondEnd) == ' ');
            return plausible && number('m', 12) && literal() && number('d', 31);
        }
        int third = Digits.run(line, secondEnd + 1, end);
        hasYear = true;
        ambiguous = true;
        if (third == 4 && plausibleYear(secondEnd + 1)) {
            return monthIsFirst(mark)
                    ? number('m', 12) && literal() && number('d', 31) && literal() && year()
                    : number('d', 31) && literal() && number('m', 12) && literal() && year();
        }
        return third == 2 && digits == 2 && shortYearDate();
    }

    private boolean monthIsFirst(int mark) {
        int first = (int) Digits.number(line, at, Digits.run(line, at, end));
        int secondAt = at + Digits.run(line, at, end) + 1;
        int second = (int) Digits.number(line, secondAt, Digits.run(line, secondAt, end));
        if (first > 12 || second > 12) {
            return first <= 12;
        }
        return order == DateOrder.MONTH_FIRST || (order != DateOrder.DAY_FIRST && mark == '/');
    }

    private boolean shortYearDate() {
        String parts = switch (order) {
            case MONTH_FIRST_SHORT_YEAR -> "mdy";
            case DAY_FIRST_SHORT_YEAR -> "dmy";
            default -> "ymd";
        };
        for (int i = 0; i < 3; i++) {
            char part = parts.charAt(i);
            int number = Digits.two(line, at, end);
            int most = part == 'm' ? 12 : part == 'd' ? 31 : 99;
            if (number < (part == 'y' ? 0 : 1) || number > most) {
                return false;
            }
            pattern.append('%').append(part);
            at += 2;
            if (i < 2 && !literal()) {
                return false;
            }
        }
        return true;
    }

    private boolean parting() {
        if (compact && peek(0) >= '0' && peek(0) <= '9') {
            return true;
        }
        int c = peek(0);
        if (c == ',' && peek(1) == ' ') {
            literal();
            c = ' ';
        }
        if (c != ' ' && c != 'T' && c != '_' && c != '-' && c != ':' && c != '@' && c != '\t' && c != ',') {
            return false;
        }
        literal();
        if (c == ' ' && peek(0) == '-' && peek(1) == ' ') {
            literal();
            literal();
        }
        return true;
    }

    private boolean timeOfDay() {
        int digits = Digits.run(line, at, end);
        if (compact && digits == 6) {
            int hour = Digits.two(line, at, end);
            int minute = Digits.two(line, at + 2, end);
            int second = Digits.two(line, at + 4, end);
            pattern.append("%H%M%S%f");
            at += 6;
            fraction();
            return hour <= 23 && minute <= 59 && second <= 60;
        }
        boolean padded = digits == 0 && peek(0) == ' ' && Digits.isDigit(peek(1));
        int hourStart = padded ? at + 1 : at;
        int hourDigits = padded ? 1 : digits;
        if (hourDigits < 1 || hourDigits > 2 || (padded && Digits.run(line, at + 1, end) != 1)) {
            return false;
        }
        int hour = (int) Digits.number(line, hourStart, hourDigits);
        int mark = byteAt(hourStart + hourDigits);
        if (hour > 23 || (mark != ':' && mark != '.')) {
            return false;
        }
        int hourAt = pattern.length();
        pattern.append(padded ? "%k" : hourDigits == 2 ? "%H" : "%-H");
        at = hourStart + hourDigits;
        literal();
        if (!sixty("%M", 59)) {
            return false;
        }
        if (peek(0) == mark && (Digits.run(line, at + 1, end) == 2 || compact)) {
            literal();
            if (!sixty("%S", 60)) {
                return false;
            }
            pattern.append("%f");
            fraction();
        } else if (mark == '.') {
            return false;
        }
        half(hourAt);
        return true;
    }

    /** Two digits; one may be missing only in times as {@code 20171224-0:7:20:444}. */
    private boolean sixty(String directive, int most) {
        int digits = Digits.run(line, at, end);
        if (digits < 1 || digits > 2 || (digits == 1 && !compact) || Digits.number(line, at, digits) > most) {
            return false;
        }
        pattern.append(digits == 2 ? directive : "%-" + directive.charAt(1));
        at += digits;
        return true;
    }

    private void fraction() {
        int mark = peek(0);
        int digits = Digits.run(line, Math.min(end, at + 1), end);
        boolean fits = (mark == '.' && digits > 0)
                || (mark == ',' && (digits == 3 || digits == 6 || digits == 9))
                || (mark == ':' && digits > 0 && digits <= 3);
        if (fits) {
            at += 1 + digits;
        }
    }

    private void half(int hourAt) {
        int blank = peek(0) == ' ' ? 1 : 0;
        int c = peek(blank) | 0x20;
        boolean isHalf = (c == 'a' || c == 'p') && (peek(blank + 1) | 0x20) == 'm' && !Digits.isLetter(peek(blank + 2));
        if (!isHalf) {
            return;
        }
        if (blank == 1) {
            literal();
        }
        pattern.append("%p");
        at += 2;
        int letter = pattern.charAt(hourAt + 1) == '-' ? hourAt + 2 : hourAt + 1;
        pattern.setCharAt(letter, pattern.charAt(letter) == 'k' ? 'l' : 'I');
    }

    private boolean afterTime() {
        zone();
        if (!hasYear && peek(0) == ' ' && Digits.run(line, at + 1, end) == 4 && plausibleYear(at + 1)) {
            literal();
            year();
        }
        return true;
    }

    private void zone() {
        TimeFields fields = new TimeFields();
        fields.clear();
        int stop = ZoneText.match(line, at, end, fields);
        if (stop > at) {
            pattern.append("%z");
            at = stop;
        }
    }

    private boolean endsWell() {
        return at == end || (!Digits.isDigit(line[at]) && !Digits.isLetter(line[at]));
    }

    private boolean dayBeforeName(int digits) {
        return number('d', 31) && digits <= 2;
    }
}
