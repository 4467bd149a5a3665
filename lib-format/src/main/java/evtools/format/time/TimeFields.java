package evtools.format.time;

/** What a {@link TimePattern} read from one line. Mutable, reused; -1 where the text says nothing. */
final class TimeFields {
    static final int ZONE_NONE = 0;

    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int weekday;
    int dayOfYear;
    int half;
    boolean hour12;
    boolean hasSeconds;
    long epochSeconds;

    /** Up to 9 digits of the fraction, as nanoseconds. */
    int nanos;

    int fractionDigits;

    /** The byte before the fraction, 0 if there is none. */
    int fractionMark;

    int zoneMinutes;

    /** Text of the zone, empty if there is none. */
    int zoneStart;

    int zoneEnd;

    /** How the zone is written: with the offset it makes the zone's text. */
    int zoneStyle;

    /** Whether a form can print the text again. */
    boolean exact;

    /** Where the text of the time begins and ends. */
    int start;

    int end;

    void clear() {
        year = -1;
        month = -1;
        day = -1;
        hour = 0;
        minute = 0;
        second = 0;
        weekday = -1;
        dayOfYear = -1;
        half = -1;
        hour12 = false;
        hasSeconds = false;
        epochSeconds = -1;
        nanos = 0;
        fractionDigits = 0;
        fractionMark = 0;
        zoneMinutes = 0;
        zoneStart = 0;
        zoneEnd = 0;
        zoneStyle = ZONE_NONE;
        exact = true;
    }

    /** Takes over what a time says down to its minutes; the rest is cleared. */
    void clearAfterMinutes(TimeFields minutes) {
        clear();
        year = minutes.year;
        month = minutes.month;
        day = minutes.day;
        hour = minutes.hour;
        minute = minutes.minute;
        weekday = minutes.weekday;
        half = minutes.half;
        hour12 = minutes.hour12;
        exact = minutes.exact;
    }
}
