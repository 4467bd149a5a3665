package evtools.format.form;

import java.util.List;

/** English names of months and days, as {@code %B} and {@code %A} show them; {@code %b} and {@code %a} show the first 3 letters. */
public final class CalendarNames {
    /** From January. */
    public static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");

    /** From Monday. */
    public static final List<String> WEEKDAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    private CalendarNames() {}
}
