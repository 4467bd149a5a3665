package evtools.format.time;

import evtools.format.form.CalendarNames;
import java.util.List;

/** Names of months, days and zones in log lines. */
final class TimeNames {
    private static final String[] ZONES = {
        "UTC", "GMT", "UT", "WET", "WEST", "CET", "CEST", "EET", "EEST", "MSK", "EST", "EDT", "CST", "CDT", "MST",
        "MDT", "PST", "PDT", "AKST", "AKDT", "HST", "JST", "KST", "AEST", "AEDT", "NZST", "NZDT", "SAST", "BRT"
    };
    private static final int[] MONTH_KEYS = keys(CalendarNames.MONTHS);
    private static final int[] WEEKDAY_KEYS = keys(CalendarNames.WEEKDAYS);
    private static final int[] ZONE_MINUTES = {
        0, 0, 0, 0, 60, 60, 120, 120, 180, 180, -300, -240, -360, -300, -420, -360, -480, -420, -540, -480, -600, 540,
        540, 600, 660, 720, 780, 120, -180
    };

    private TimeNames() {}

    /**
     * The month, 1…12, whose first three letters stand at {@code at} in any case, 0 if none does. The three bytes must
     * exist.
     */
    static int month(byte[] line, int at) {
        int key = lowerKey(line, at);
        return indexOf(MONTH_KEYS, key) + 1;
    }

    /** The same for days of the week, 1 for Monday … 7, 0 for none. */
    static int weekday(byte[] line, int at) {
        int key = lowerKey(line, at);
        return indexOf(WEEKDAY_KEYS, key) + 1;
    }

    /** Whether the name's first three letters stand there in the case in which a form prints them. */
    static boolean isCapitalised(byte[] line, int at) {
        return (line[at] & 0x20) == 0 && (line[at + 1] & 0x20) != 0 && (line[at + 2] & 0x20) != 0;
    }

    /** Length of the month's whole name if it stands at {@code at} as a form prints it, else 0. */
    static int wholeMonth(int month, byte[] line, int at, int end) {
        String name = CalendarNames.MONTHS.get(month - 1);
        return standsAt(name, line, at, end) ? name.length() : 0;
    }

    /** The same for days of the week. */
    static int wholeWeekday(int weekday, byte[] line, int at, int end) {
        String name = CalendarNames.WEEKDAYS.get(weekday - 1);
        return standsAt(name, line, at, end) ? name.length() : 0;
    }

    /** Index of the zone whose name is exactly {@code [at, end)}, -1 if there is none. */
    static int zone(byte[] line, int at, int end) {
        for (int i = 0; i < ZONES.length; i++) {
            if (ZONES[i].length() == end - at && standsAt(ZONES[i], line, at, end)) {
                return i;
            }
        }
        return -1;
    }

    static int zoneMinutes(int zone) {
        return ZONE_MINUTES[zone];
    }

    private static boolean standsAt(String name, byte[] line, int at, int end) {
        if (end - at < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (line[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int lowerKey(byte[] line, int at) {
        return (line[at] | 0x20) << 16 | (line[at + 1] | 0x20) << 8 | (line[at + 2] | 0x20);
    }

    private static int indexOf(int[] keys, int key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    private static int[] keys(List<String> names) {
        int[] keys = new int[names.size()];
        for (int i = 0; i < keys.length; i++) {
            String name = names.get(i);
            keys[i] = (name.charAt(0) | 0x20) << 16 | name.charAt(1) << 8 | name.charAt(2);
        }
        return keys;
    }
}
