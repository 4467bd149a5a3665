package evtools.cli;

import evtools.cli.TimePoint.Reference;

/** Reads the spellings of {@link TimePoint}, from left to right with one position in the text. For one use. */
final class TimePointParser {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int NO_TIME = -1;

    private final String original;
    private final String text;
    private int at;
    private int nanos;

    TimePointParser(String text) {
        this.original = text;
        this.text = text.strip();
    }

    TimePoint parse() {
        if (text.isEmpty()) {
            throw malformed();
        }
        char first = text.charAt(0);
        if (first == '@') {
            return sinceEpoch();
        }
        if (first == '-' || first == '+') {
            return fromNow(first == '-', text.substring(1).strip());
        }
        if (text.endsWith(" ago")) {
            return fromNow(
                    true, text.substring(0, text.length() - " ago".length()).strip());
        }
        if (takeWord("now")) {
            return aroundNow(text.substring(at).strip());
        }
        if (takeWord("today")) {
            return onDay(0);
        }
        if (takeWord("yesterday")) {
            return onDay(-1);
        }
        if (takeWord("tomorrow")) {
            return onDay(1);
        }
        if (digitsAhead() <= 2 && peek(digitsAhead()) == ':') {
            return withZone(Reference.TODAY_IN_ZONE, 0, timeOfDay());
        }
        return dateAndTime();
    }

    private TimePoint sinceEpoch() {
        at = 1;
        int digits = digitsAhead();
        if (digits == 0 || digits > 12) {
            throw malformed();
        }
        long seconds = number(digits);
        fraction();
        if (!atEnd()) {
            throw malformed();
        }
        return new TimePoint(original, Reference.EPOCH, seconds, nanos);
    }

    private TimePoint aroundNow(String distance) {
        if (distance.isEmpty()) {
            return new TimePoint(original, Reference.NOW, 0, 0);
        }
        boolean before = distance.charAt(0) == '-';
        if (!before && distance.charAt(0) != '+') {
            throw malformed();
        }
        return fromNow(before, distance.substring(1).strip());
    }

    private TimePoint fromNow(boolean before, String duration) {
        long signed;
        try {
            signed = Duration.parse(duration).nanos() * (before ? -1 : 1);
        } catch (OptionValueException e) {
            throw malformed();
        }
        return new TimePoint(original, Reference.NOW, Math.floorDiv(signed, 1_000_000_000L), (int)
                Math.floorMod(signed, 1_000_000_000L));
    }

    private TimePoint onDay(int day) {
        long seconds = (long) day * SECONDS_PER_DAY;
        return atEnd()
                ? new TimePoint(original, Reference.TODAY_IN_ZONE, seconds, 0)
                : withZone(Reference.TODAY_IN_ZONE, seconds, separatorAndTime());
    }

    private TimePoint dateAndTime() {
        long seconds = date() * SECONDS_PER_DAY;
        char next = peek(0);
        boolean hasTime = next == 'T' || next == 't' || (next == ' ' && isDigit(peek(1)));
        // After a date alone a short offset would look like one more part of the date.
        if (!hasTime && (next == '+' || next == '-') && peek(3) != ':') {
            throw malformed();
        }
        return withZone(Reference.EPOCH_IN_ZONE, seconds, hasTime ? separatorAndTime() : 0);
    }

    private int separatorAndTime() {
        char separator = peek(0);
        if (separator != 'T' && separator != 't' && separator != ' ') {
            throw malformed();
        }
        at++;
        while (peek(0) == ' ') {
            at++;
        }
        return timeOfDay();
    }

    private TimePoint withZone(Reference reference, long daySeconds, int secondOfDay) {
        long seconds = daySeconds + secondOfDay;
        if (atEnd()) {
            return new TimePoint(original, reference, seconds, nanos);
        }
        long offset = zoneOffsetSeconds();
        if (!atEnd()) {
            throw malformed();
        }
        if (reference == Reference.TODAY_IN_ZONE) {
            throw new OptionValueException(
                    "'" + original + "' has a zone but no date; which day it is depends on --tz");
        }
        return new TimePoint(original, Reference.EPOCH, seconds - offset, nanos);
    }

    /** Days since 1970-01-01. */
    private long date() {
        int digits = digitsAhead();
        switch (digits) {
            case 8 -> {
                return day((int) number(4), (int) number(2), (int) number(2));
            }
            case 7 -> {
                return dayOfYear((int) number(4), (int) number(3));
            }
            case 4 -> {
                return dateAfterYear((int) number(4));
            }
            default -> throw malformed();
        }
    }

    private long dateAfterYear(int year) {
        char separator = peek(0);
        if (separator == 'W' || (separator == '-' && peek(1) == 'W')) {
            at += separator == 'W' ? 1 : 2;
            int week = (int) number(2);
            int weekDay = 1;
            if (peek(0) == '-' && isDigit(peek(1)) && !isDigit(peek(2))) {
                at++;
                weekDay = (int) number(1);
            } else if (separator == 'W' && isDigit(peek(0))) {
                weekDay = (int) number(1);
            }
            return weekDate(year, week, weekDay);
        }
        if ((separator != '-' && separator != '/') || !isDigit(peek(1))) {
            return day(year, 1, 1);
        }
        at++;
        int digits = digitsAhead();
        if (digits == 3 && separator == '-') {
            return dayOfYear(year, (int) number(3));
        }
        if (digits == 0 || digits > 2) {
            throw malformed();
        }
        int month = (int) number(digits);
        if (peek(0) != separator || !isDigit(peek(1))) {
            return day(year, month, 1);
        }
        at++;
        int dayDigits = digitsAhead();
        if (dayDigits > 2) {
            throw malformed();
        }
        return day(year, month, (int) number(dayDigits));
    }

    private long day(int year, int month, int day) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = switch (month) {
            case 1, 3, 5, 7, 8, 10, 12 -> 31;
            case 4, 6, 9, 11 -> 30;
            case 2 -> leap ? 29 : 28;
            default -> 0;
        };
        if (day < 1 || day > days) {
            throw new OptionValueException("'" + original + "' is not a day of the calendar");
        }
        return daysBeforeYear(year) + (367 * month - 362) / 12 - (month <= 2 ? 0 : leap ? 1 : 2) + day - 1;
    }

    private long dayOfYear(int year, int dayOfYear) {
        long first = daysBeforeYear(year);
        if (dayOfYear < 1 || first + dayOfYear > daysBeforeYear(year + 1)) {
            throw new OptionValueException("'" + original + "' is not a day of the calendar");
        }
        return first + dayOfYear - 1;
    }

    private long weekDate(int year, int week, int weekDay) {
        long firstMonday = firstMonday(year);
        long day = firstMonday + (week - 1) * 7L + weekDay - 1;
        if (week < 1 || weekDay < 1 || weekDay > 7 || day >= firstMonday(year + 1)) {
            throw new OptionValueException("'" + original + "' is not a week of the calendar");
        }
        return day;
    }

    /** The Monday of ISO week 1, which is the one with the fourth of January in it. */
    private static long firstMonday(int year) {
        long fourth = daysBeforeYear(year) + 3;
        // 1970-01-01 was a Thursday, three days after a Monday.
        return fourth - Math.floorMod(fourth + 3, 7);
    }

    /** From 1970-01-01 to the first day of the year, in the Gregorian calendar. */
    private static long daysBeforeYear(int year) {
        long before = year - 1L;
        return before * 365
                + Math.floorDiv(before, 4)
                - Math.floorDiv(before, 100)
                + Math.floorDiv(before, 400)
                - 719_162;
    }

    /** {@code HH}, {@code HH:MM}, {@code HH:MM:SS}, with a fraction after seconds, or the same without colons. */
    private int timeOfDay() {
        int digits = digitsAhead();
        int hour;
        int minute = 0;
        int second = NO_TIME;
        if (digits == 4 || digits == 6) {
            hour = (int) number(2);
            minute = (int) number(2);
            second = digits == 6 ? (int) number(2) : NO_TIME;
        } else if (digits == 1 || digits == 2) {
            hour = (int) number(digits);
            if (peek(0) == ':') {
                at++;
                minute = (int) number(2);
                if (peek(0) == ':') {
                    at++;
                    second = (int) number(2);
                }
            }
        } else {
            throw malformed();
        }
        if (second != NO_TIME) {
            fraction();
        }
        int seconds = Math.max(second, 0);
        boolean endOfDay = hour == 24 && minute == 0 && seconds == 0 && nanos == 0;
        // 60: a leap second, which Unix time counts as the one after it.
        if ((hour > 23 && !endOfDay) || minute > 59 || seconds > 60) {
            throw new OptionValueException("'" + original + "' is not a time of day");
        }
        return hour * 3600 + minute * 60 + seconds;
    }

    private void fraction() {
        if (peek(0) != '.' && peek(0) != ',') {
            return;
        }
        at++;
        int digits = digitsAhead();
        if (digits == 0) {
            throw malformed();
        }
        int unit = 100_000_000;
        for (int i = 0; i < digits; i++) {
            nanos += (text.charAt(at++) - '0') * unit;
            unit /= 10;
        }
    }

    /** {@code Z}, {@code UTC}, {@code GMT}, {@code +01}, {@code +0100}, {@code +01:00}; blanks before it are skipped. */
    private int zoneOffsetSeconds() {
        while (peek(0) == ' ') {
            at++;
        }
        if (takeWord("Z") || takeWord("z") || takeWord("UTC") || takeWord("GMT")) {
            return 0;
        }
        char sign = peek(0);
        if (sign != '+' && sign != '-') {
            throw malformed();
        }
        at++;
        int digits = digitsAhead();
        if (digits != 2 && digits != 4) {
            throw malformed();
        }
        int hours = (int) number(2);
        int minutes = 0;
        if (digits == 4) {
            minutes = (int) number(2);
        } else if (peek(0) == ':') {
            at++;
            minutes = (int) number(2);
        }
        if (hours > 18 || minutes > 59) {
            throw malformed();
        }
        return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }

    /** Moves past a word that is not the beginning of a longer one; {@code todayT10:00} is two. */
    private boolean takeWord(String word) {
        int end = at + word.length();
        if (!text.startsWith(word, at) || (end < text.length() && isWordPart(text.charAt(end)))) {
            return false;
        }
        at = end;
        return true;
    }

    private static boolean isWordPart(char c) {
        return c != 'T' && Character.isLetterOrDigit(c);
    }

    private long number(int digits) {
        if (digits == 0 || digitsAhead() < digits) {
            throw malformed();
        }
        long value = 0;
        for (int end = at + digits; at < end; at++) {
            value = value * 10 + (text.charAt(at) - '0');
        }
        return value;
    }

    private int digitsAhead() {
        int end = at;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end - at;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private boolean atEnd() {
        return at == text.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private OptionValueException malformed() {
        return new OptionValueException("'" + original
                + "' is not a time such as 2026-11-20T10:00:00Z, '2026-11-20 10:00', yesterday, -15m or @1795168800");
    }
}
