package evtools.format.time;

/**
 * Zones as logs write them: {@code Z}, {@code +01}, {@code +0100}, {@code +01:00}, directly after the time or after a
 * blank; and names such as {@code UTC} after a blank.
 */
final class ZoneText {
    /** Bits of {@link TimeFields#zoneStyle}: kind 3, blank 1, sign 1, minutes or name 11. */
    static final int STYLE_BITS = 16;

    private static final int KIND_Z = 1;
    private static final int KIND_HOURS = 2;
    private static final int KIND_PLAIN = 3;
    private static final int KIND_COLON = 4;
    private static final int KIND_NAME = 5;
    private static final int MAX_HOURS = 18;

    private ZoneText() {}

    /** Reads a zone; returns where it ends, -1 if there is none. */
    static int match(byte[] line, int at, int end, TimeFields time) {
        boolean blank = at < end && line[at] == ' ';
        int start = blank ? at + 1 : at;
        if (start >= end) {
            return -1;
        }
        int c = line[start];
        int stop;
        if (c == '+' || c == '-') {
            stop = matchOffset(line, start, end, blank, time);
        } else {
            stop = matchName(line, start, end, blank, time);
        }
        time.zoneStart = at;
        time.zoneEnd = stop;
        return stop;
    }

    private static int matchOffset(byte[] line, int start, int end, boolean blank, TimeFields time) {
        int hours = Digits.two(line, start + 1, end);
        if (hours < 0 || hours > MAX_HOURS) {
            return -1;
        }
        int stop = start + 3;
        int kind = KIND_HOURS;
        int minutes = 0;
        boolean colon = stop < end && line[stop] == ':';
        int read = Digits.two(line, colon ? stop + 1 : stop, end);
        if (read >= 0 && read <= 59) {
            minutes = read;
            kind = colon ? KIND_COLON : KIND_PLAIN;
            stop += colon ? 3 : 2;
        } else if (blank) {
            return -1;
        }
        if (stop < end && (Digits.isDigit(line[stop]) || Digits.isLetter(line[stop]))) {
            return -1;
        }
        int all = hours * 60 + minutes;
        boolean west = line[start] == '-';
        time.zoneMinutes = west ? -all : all;
        time.zoneStyle = style(kind, blank, west, all);
        return stop;
    }

    private static int matchName(byte[] line, int start, int end, boolean blank, TimeFields time) {
        int stop = start;
        while (stop < end && Digits.isLetter(line[stop])) {
            stop++;
        }
        if (stop < end && (Digits.isDigit(line[stop]) || line[stop] == '_')) {
            return -1;
        }
        if (stop == start + 1 && line[start] == 'Z') {
            time.zoneMinutes = 0;
            time.zoneStyle = style(KIND_Z, blank, false, 0);
            return stop;
        }
        int zone = TimeNames.zone(line, start, stop);
        if (zone < 0) {
            return -1;
        }
        time.zoneMinutes = TimeNames.zoneMinutes(zone);
        time.zoneStyle = style(KIND_NAME, blank, false, zone);
        return stop;
    }

    private static int style(int kind, boolean blank, boolean west, int value) {
        return kind | (blank ? 8 : 0) | (west ? 16 : 0) | value << 5;
    }
}
