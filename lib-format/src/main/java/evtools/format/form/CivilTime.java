package evtools.format.form;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;

/**
 * A point as people write it: year, month, day and so on at an offset from UTC, in the proleptic Gregorian calendar.
 * Remembers the last day, because events follow one another closely. Not thread-safe.
 *
 * <p>Day to date: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
 */
public final class CivilTime {
    /** 1970-01-01 was a Thursday. */
    private static final int WEEKDAY_OF_EPOCH = 3;

    private static final int SECONDS_PER_DAY = 86_400;

    private long epochDay = Long.MIN_VALUE;
    private long epochSeconds;
    private int ticks;
    private int secondOfDay;
    private int year;
    private int month;
    private int day;

    /** Sets the time to show. */
    public void set(long point, int utcOffsetSeconds) {
        epochSeconds = Point.epochSeconds(point);
        ticks = Point.ticksOfSecond(point);
        long local = epochSeconds + utcOffsetSeconds;
        long newDay = Math.floorDiv(local, (long) SECONDS_PER_DAY);
        secondOfDay = (int) (local - newDay * SECONDS_PER_DAY);
        if (newDay != epochDay) {
            epochDay = newDay;
            setDate(newDay);
        }
    }

    private void setDate(long days) {
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * dayOfYear + 2) / 153;
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    }

    /** Days since the epoch of a date; the inverse of what {@link #set} does. */
    public static long epochDay(int year, int month, int day) {
        int shiftedYear = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(shiftedYear, 400);
        int yearOfEra = (int) (shiftedYear - era * 400);
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    public int year() {
        return year;
    }

    /** 1…12. */
    public int month() {
        return month;
    }

    /** 1…31. */
    public int day() {
        return day;
    }

    /** Appends what a time directive shows, given its letter or digit: {@code docs/FORMAT.md} section 3. */
    public void append(int directive, ByteArrayBuilder out) {
        switch (directive) {
            case 'Y' -> out.putPaddedDecimal(year, 4, '0');
            case 'y' -> out.putPaddedDecimal(year % 100, 2, '0');
            case 'm' -> out.putPaddedDecimal(month, 2, '0');
            case 'd' -> out.putPaddedDecimal(day, 2, '0');
            case 'e' -> out.putPaddedDecimal(day, 2, ' ');
            case 'H' -> out.putPaddedDecimal(hour(), 2, '0');
            case 'k' -> out.putPaddedDecimal(hour(), 2, ' ');
            case 'I' -> out.putPaddedDecimal(hour12(), 2, '0');
            case 'l' -> out.putPaddedDecimal(hour12(), 2, ' ');
            case 'M' -> out.putPaddedDecimal(secondOfDay / 60 % 60, 2, '0');
            case 'S' -> out.putPaddedDecimal(secondOfDay % 60, 2, '0');
            case 'b' -> putPrefix(CalendarNames.MONTHS.get(month - 1), 3, out);
            case 'B' -> out.putLatin1(CalendarNames.MONTHS.get(month - 1));
            case 'a' -> putPrefix(weekday(), 3, out);
            case 'A' -> out.putLatin1(weekday());
            case 'p' -> out.put(hour() < 12 ? 'A' : 'P').put('M');
            case 'j' -> out.putPaddedDecimal(epochDay - epochDay(year, 1, 1) + 1, 3, '0');
            case 's' -> out.putDecimal(epochSeconds);
            default -> putFraction(directive - '0', out);
        }
    }

    /** The same for {@code %-m %-d %-H %-I}. */
    public void appendUnpadded(int directive, ByteArrayBuilder out) {
        switch (directive) {
            case 'm' -> out.putDecimal(month);
            case 'd' -> out.putDecimal(day);
            case 'H' -> out.putDecimal(hour());
            default -> out.putDecimal(hour12());
        }
    }

    private void putFraction(int digits, ByteArrayBuilder out) {
        long nanos = ticks * Point.NANOS_PER_TICK;
        for (int i = digits; i < 9; i++) {
            nanos /= 10;
        }
        out.putPaddedDecimal(nanos, digits, '0');
    }

    private int hour() {
        return secondOfDay / 3600;
    }

    private int hour12() {
        int hour = hour() % 12;
        return hour == 0 ? 12 : hour;
    }

    private String weekday() {
        return CalendarNames.WEEKDAYS.get((int) Math.floorMod(epochDay + WEEKDAY_OF_EPOCH, 7L));
    }

    private static void putPrefix(String text, int length, ByteArrayBuilder out) {
        for (int i = 0; i < length; i++) {
            out.put(text.charAt(i));
        }
    }
}
