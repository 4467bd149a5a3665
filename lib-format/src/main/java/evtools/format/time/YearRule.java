package evtools.format.time;

import evtools.format.Point;
import evtools.format.form.CivilTime;

/**
 * Turns what a pattern read into a point, and supplies the year where the text names none.
 *
 * <p>The first such time gets the largest year in which it is at most a day after the reference (the file's last
 * change). From then on the year is counted on: a time more than 45 days before the one before lies in the next year;
 * one more than 330 days after it is a straggler from the year before. Not thread-safe.
 */
final class YearRule {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final long MAX_BACKWARD_SECONDS = 45L * SECONDS_PER_DAY;
    private static final long MAX_FORWARD_SECONDS = 330L * SECONDS_PER_DAY;

    /** The last point lies in 7815; the year before is whole. */
    private static final int MAX_YEAR = 7_814;

    private static final int MIN_YEAR = 1_970;

    private final CivilTime civil = new CivilTime();
    /** Without a better one: 2100, so that any time can be placed. */
    private long referenceSeconds = 4_102_444_800L;

    private int year;
    private long lastSeconds;

    private int cachedYear = -1;
    private int cachedMonth;
    private int cachedDay;
    private long cachedEpochDay;

    /** When the file was changed last, seconds since the epoch. */
    void reference(long epochSeconds) {
        referenceSeconds = epochSeconds;
    }

    /** Year of the last time, 0: there was none without a year. */
    int year() {
        return year;
    }

    void restore(int lastYear, long lastTextTime) {
        year = lastYear;
        lastSeconds = Point.epochSeconds(lastTextTime);
    }

    /**
     * Completes the fields: {@code epochSeconds} is set, {@code exact} is cleared where the text contradicts itself.
     *
     * @return whether it is a time that a point can hold
     */
    boolean resolve(TimeFields time) {
        if (time.epochSeconds >= 0) {
            return true;
        }
        if (time.hour12) {
            boolean possible = time.half >= 0;
            time.hour = time.hour % 12 + (time.half == 1 ? 12 : 0);
            if (!possible) {
                return false;
            }
        }
        long secondOfDay = time.hour * 3600L + time.minute * 60L + time.second - time.zoneMinutes * 60L;
        boolean counted = time.year < 0;
        if (counted) {
            if (!supplyYear(time, secondOfDay)) {
                return false;
            }
        } else if (!hasDate(time)) {
            return false;
        }
        long epochDay = epochDay(time.year, time.month, time.day);
        time.epochSeconds = epochDay * SECONDS_PER_DAY + secondOfDay;
        if (time.weekday > 0 && Math.floorMod(epochDay + 3, 7L) + 1 != time.weekday) {
            time.exact = false;
        }
        if (time.epochSeconds < 0 || time.year > MAX_YEAR) {
            return false;
        }
        lastSeconds = time.epochSeconds;
        return true;
    }

    private boolean hasDate(TimeFields time) {
        if (time.year < MIN_YEAR - 1) {
            return false;
        }
        if (time.dayOfYear > 0) {
            long first = CivilTime.epochDay(time.year, 1, 1);
            civil.set(Point.fromEpochSeconds(Math.max(0, first + time.dayOfYear - 1) * SECONDS_PER_DAY), 0);
            time.month = civil.month();
            time.day = civil.day();
            return civil.year() == time.year;
        }
        return time.month > 0 && time.day > 0 && time.day <= daysOfMonth(time.year, time.month);
    }

    private boolean supplyYear(TimeFields time, long secondOfDay) {
        if (time.month <= 0 || time.day <= 0 || time.day > daysOfMonth(2000, time.month)) {
            return false;
        }
        if (year == 0) {
            civil.set(Point.fromEpochSeconds(referenceSeconds + SECONDS_PER_DAY), 0);
            int candidate = civil.year();
            while (seconds(candidate, time, secondOfDay) > referenceSeconds + SECONDS_PER_DAY
                    || time.day > daysOfMonth(candidate, time.month)) {
                candidate--;
            }
            if (candidate < MIN_YEAR) {
                return false;
            }
            year = candidate;
            time.year = candidate;
            return true;
        }
        int chosen = year;
        long distance = seconds(year, time, secondOfDay) - lastSeconds;
        if (distance < -MAX_BACKWARD_SECONDS) {
            year++;
            chosen = year;
        } else if (distance > MAX_FORWARD_SECONDS && year > MIN_YEAR) {
            chosen = year - 1;
        }
        time.year = chosen;
        // A leap day that the counted year doesn't have: the text is right, the year isn't known.
        while (time.day > daysOfMonth(time.year, time.month) && time.year > MIN_YEAR) {
            time.year--;
        }
        return true;
    }

    private long seconds(int inYear, TimeFields time, long secondOfDay) {
        return epochDay(inYear, time.month, time.day) * SECONDS_PER_DAY + secondOfDay;
    }

    private long epochDay(int ofYear, int month, int day) {
        if (ofYear != cachedYear || month != cachedMonth || day != cachedDay) {
            cachedEpochDay = CivilTime.epochDay(ofYear, month, day);
            cachedYear = ofYear;
            cachedMonth = month;
            cachedDay = day;
        }
        return cachedEpochDay;
    }

    private static int daysOfMonth(int year, int month) {
        return switch (month) {
            case 4, 6, 9, 11 -> 30;
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            default -> 31;
        };
    }
}
