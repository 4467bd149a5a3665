package evtools.format.time;

import evtools.format.time.TimeLearner.DateOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the layout off one line: what stands before the time, the time, and what parts it from the rest. What follows
 * (host, app) is left open. Reusable, not thread-safe.
 */
final class LineLearner {
    private static final int MAX_WORDS_BEFORE = 5;
    private static final int MAX_BYTES_BEFORE = 400;
    private static final String[] TIME_KEYS = {
        "time", "timestamp", "@timestamp", "ts", "date", "datetime", "asctime", "eventTime", "t"
    };

    /** What may stand directly before a time inside a line: JSON, logfmt, Linux audit. */
    private static final String[] TIME_MARKS = marks();

    private final TimeLearner times = new TimeLearner();
    private final StringBuilder layout = new StringBuilder();

    /** Whether a line could begin with a time at all; false for most lines that have none, at little cost. */
    static boolean couldStart(byte[] line, int from, int to) {
        if (to - from < 10) {
            return false;
        }
        int c = line[from];
        return Digits.isDigit(c) || "<[(\"'*JFMASONDTWIEC".indexOf(c) >= 0;
    }

    /** Whether the date learned last could also be read in another order. */
    boolean ambiguous() {
        return times.ambiguous();
    }

    /** The layout of a line that begins with a time, but for its tail; null if it doesn't. */
    @Nullable
    String atStart(byte[] line, int from, int to, DateOrder order) {
        layout.setLength(0);
        int at = from;
        boolean pri = false;
        if (at < to && line[at] == '<') {
            int digits = Digits.run(line, at + 1, to);
            int close = at + 1 + digits;
            if (digits < 1 || digits > 3 || close >= to || line[close] != '>') {
                return null;
            }
            layout.append("<${pri}>");
            at = close + 1;
            pri = true;
            if (at + 1 < to && line[at] == '1' && line[at + 1] == ' ') {
                layout.append("1 ");
                at += 2;
            }
        } else if (at < to && "[(\"'*".indexOf(line[at]) >= 0) {
            layout.append((char) line[at]);
            at++;
        } else if (isKlog(line, at, to)) {
            layout.append("${level}%m%d %H:%M:%S%f");
            int blank = Digits.skipWord(line, at + 6, to);
            return finish(line, blank, to);
        }
        int end = times.calendar(line, at, to, order);
        if (end < 0) {
            return null;
        }
        layout.append(times.pattern());
        return pri && layout.charAt(8) == '1' && layout.charAt(9) == ' '
                ? finish5424(line, end, to)
                : finish(line, end, to);
    }

    /** {@code I0102 15:04:05.678901}: level, month and day in one word. */
    private static boolean isKlog(byte[] line, int at, int to) {
        if (to - at < 14 || "IWEFD".indexOf(line[at]) < 0 || Digits.run(line, at + 1, to) != 4 || line[at + 5] != ' ') {
            return false;
        }
        int month = Digits.two(line, at + 1, to);
        int day = Digits.two(line, at + 3, to);
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= 31
                && Digits.two(line, at + 6, to) >= 0
                && line[at + 8] == ':'
                && line[at + 11] == ':';
    }

    private @Nullable String finish5424(byte[] line, int end, int to) {
        if (end >= to || line[end] != ' ') {
            return null;
        }
        return layout.append(' ').toString();
    }

    /** Adds what parts the time from the rest. */
    private String finish(byte[] line, int end, int to) {
        int at = end;
        while (at < to && at < end + 3 && "])\"'>:,;|".indexOf(line[at]) >= 0) {
            layout.append((char) line[at]);
            at++;
        }
        if (at < to && Digits.isBlank(line[at])) {
            layout.append((char) line[at]);
            at++;
            if (at + 1 < to && "-|:".indexOf(line[at]) >= 0 && line[at + 1] == ' ') {
                layout.append((char) line[at]).append(' ');
            }
        }
        return layout.toString();
    }

    /** The layout of a line with a calendar time after some words; null if there is none. */
    @Nullable
    String afterWords(byte[] line, int from, int to, DateOrder order) {
        int at = from;
        int last = Math.min(to, from + MAX_BYTES_BEFORE);
        for (int words = 1; words <= MAX_WORDS_BEFORE; words++) {
            at = Digits.skipBlanks(line, Digits.skipWord(line, at, to), to);
            if (at >= last) {
                return null;
            }
            boolean bracket = line[at] == '[';
            int end = times.calendar(line, bracket ? at + 1 : at, to, order);
            if (end >= 0 && (bracket || times.hasYear())) {
                layout.setLength(0);
                layout.append(bracket ? "${to:[}" : "$" + words + "w").append(times.pattern());
                return finish(line, end, to);
            }
        }
        return null;
    }

    /**
     * The layout of a line whose word {@code words} is a count since the epoch; null if it isn't.
     *
     * @param named whether the words before are an id, a host and an app
     */
    @Nullable
    String epoch(byte[] line, int from, int to, int words, boolean named) {
        int at = from;
        for (int i = 0; i < words; i++) {
            at = Digits.skipBlanks(line, Digits.skipWord(line, at, to), to);
        }
        layout.setLength(0);
        boolean bracket = words == 0 && at < to && line[at] == '[';
        int end = times.epoch(line, bracket ? at + 1 : at, to);
        if (end < 0) {
            return null;
        }
        if (bracket) {
            layout.append('[');
        } else if (named) {
            layout.append("$1w${host} ${app} $").append(words - 3).append('w');
        } else if (words > 0) {
            layout.append('$').append(words).append('w');
        }
        layout.append(times.pattern());
        return finish(line, end, to);
    }

    /** Whether the line begins with a number, a word with a letter, a blank and another. */
    static boolean beginsWithNames(byte[] line, int from, int to) {
        int first = Digits.skipWord(line, from, to);
        int second = Digits.skipBlanks(line, first, to);
        int secondEnd = Digits.skipWord(line, second, to);
        int third = secondEnd + 1;
        return first > from
                && Digits.run(line, from, first) == first - from
                && second < to
                && Digits.isLetter(line[second])
                && third < to
                && Digits.isLetter(line[third]);
    }

    /** The layout of a line whose time has to stay where it is; null if it has none. */
    @Nullable
    String inPlace(byte[] line, int from, int to, DateOrder order) {
        for (String mark : TIME_MARKS) {
            String found = afterMark(line, from, to, mark, order);
            if (found != null) {
                return found;
            }
        }
        int last = Math.min(to, from + 1_000);
        for (int i = from; i < last; i++) {
            boolean bounded = i == from || (!Digits.isDigit(line[i - 1]) && !Digits.isLetter(line[i - 1]));
            if (bounded && times.calendar(line, i, to, order) >= 0 && times.hasYear()) {
                return "${any}" + times.pattern();
            }
        }
        return null;
    }

    private static String[] marks() {
        List<String> marks = new ArrayList<>();
        for (String key : TIME_KEYS) {
            marks.addAll(List.of("\"" + key + "\":\"", "\"" + key + "\": \"", "\"" + key + "\":", "\"" + key + "\": "));
            marks.addAll(List.of(" " + key + "=\"", " " + key + "=", key + "=\"", key + "="));
        }
        marks.add("audit(");
        return marks.toArray(new String[0]);
    }

    private @Nullable String afterMark(byte[] line, int from, int to, String mark, DateOrder order) {
        for (int i = from; i <= to - mark.length(); i++) {
            if (line[i] == mark.charAt(0) && stands(mark, line, i)) {
                int at = i + mark.length();
                if (times.calendar(line, at, to, order) >= 0 || times.epoch(line, at, to) >= 0) {
                    return "${find:" + mark + "}" + times.pattern();
                }
            }
        }
        return null;
    }

    private static boolean stands(String mark, byte[] line, int at) {
        for (int i = 0; i < mark.length(); i++) {
            if (line[at + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
