package evtools.format.time;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the head of a line is laid out. Made from text, so that it can be learned, kept in a position and shown:
 *
 * <pre>
 *   %b %e %H:%M:%S%f ${syslog}                a time, a blank, host app[pid]:
 *   &lt;${pri}&gt;1 %Y-%m-%dT%H:%M:%S%f%z ${5424}     digits beside the line before the time
 *   ${level}%m%d %H:%M:%S%f $m                a letter beside the line before the time
 *   $1w${host} ${app} $1w%s%f $m              whole words before the time stay in the message
 *   ${to:[}%d/%b/%Y:%H:%M:%S%f%z] $m          words up to a bracket stay in the message
 *   ${find:"time":"}%Y-%m-%dT%H:%M:%S%f%z     the time stays in the message, after the first such text
 *   ${any}%Y-%m-%dT%H:%M:%S%f%z               the time stays in the message, at the first place that fits
 * </pre>
 *
 * Time directives are those of {@link TimePattern}. Holds the forms it has made: not thread-safe.
 */
final class Layout {
    /** Longest text, so that positions stay small. */
    static final int MAX_TEXT_BYTES = 400;

    private static final int LITERAL = 0;
    private static final int WORDS = 1;
    private static final int TO = 2;
    private static final int PRI = 3;
    private static final int LEVEL = 4;
    private static final int HOST = 5;
    private static final int APP = 6;
    private static final int TIME = 7;
    private static final int FIND = 8;
    private static final int ANY = 9;
    private static final int SYSLOG = 10;
    private static final int RFC5424 = 11;
    private static final int ANDROID = 12;
    private static final int LOGGER = 13;
    private static final int NAME = 14;
    private static final int REST = 15;

    private static final int MAX_FIELD_BYTES = 255;
    private static final int MAX_TO_BYTES = 600;
    private static final int MAX_ANY_BYTES = 1_024;

    private final String text;
    private final int[] kinds;

    /** Text of literals, brackets and marks; the digit of words. */
    private final byte[][] texts;

    private TimePattern time;
    private final FormTable forms = new FormTable();
    private final LoggerTail loggerTail = new LoggerTail();

    private record Segment(int kind, String text) {}

    private Layout(String text, List<Segment> segments, TimePattern time) {
        this.text = text;
        this.time = time;
        kinds = new int[segments.size()];
        texts = new byte[segments.size()][];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = segments.get(i).kind();
            texts[i] = segments.get(i).text().getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** The text it was made from. */
    String text() {
        return text;
    }

    /** Makes a layout; null if the text isn't one. */
    static @Nullable Layout of(String text) {
        if (text.length() > MAX_TEXT_BYTES) {
            return null;
        }
        List<Segment> segments = new ArrayList<>();
        TimePattern time = null;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '%' && !text.startsWith("%%", at)) {
                int end = timeEnd(text, at);
                if (time != null) {
                    return null;
                }
                time = TimePattern.compile(text.substring(at, end));
                if (time == null) {
                    return null;
                }
                segments.add(new Segment(TIME, ""));
                at = end;
            } else if (c == '$' && text.startsWith("${", at)) {
                int end = text.indexOf('}', at);
                Segment segment = end < 0 ? null : named(text.substring(at + 2, end));
                if (segment == null) {
                    return null;
                }
                segments.add(segment);
                at = end + 1;
            } else if (c == '$' && text.startsWith("$m", at)) {
                segments.add(new Segment(REST, ""));
                at += 2;
            } else if (c == '$' && at + 2 < text.length() && text.charAt(at + 2) == 'w') {
                segments.add(new Segment(WORDS, text.substring(at + 1, at + 2)));
                at += 3;
            } else {
                boolean doubled = c == '$' || c == '%';
                segments.add(new Segment(LITERAL, String.valueOf(c)));
                at += doubled ? 2 : 1;
            }
        }
        return time == null ? null : new Layout(text, segments, time);
    }

    /** The end of the last time directive before anything that is none and no literal between two. */
    private static int timeEnd(String text, int from) {
        int end = from;
        int i = from;
        while (i < text.length() && text.charAt(i) != '$') {
            if (text.charAt(i) == '%' && !text.startsWith("%%", i)) {
                i += text.startsWith("%-", i) ? 3 : 2;
                end = i;
            } else {
                i += text.startsWith("%%", i) ? 2 : 1;
            }
        }
        return Math.min(end, text.length());
    }

    private static @Nullable Segment named(String name) {
        if (name.startsWith("to:")) {
            return name.length() == 4 ? new Segment(TO, name.substring(3)) : null;
        }
        if (name.startsWith("find:")) {
            return name.length() > 5 ? new Segment(FIND, name.substring(5)) : null;
        }
        int kind = switch (name) {
            case "pri" -> PRI;
            case "level" -> LEVEL;
            case "host" -> HOST;
            case "app" -> APP;
            case "any" -> ANY;
            case "syslog" -> SYSLOG;
            case "5424" -> RFC5424;
            case "android" -> ANDROID;
            case "logger" -> LOGGER;
            case "name" -> NAME;
            default -> -1;
        };
        return kind < 0 ? null : new Segment(kind, "");
    }

    /** Takes the line {@code [from, to)} apart if it has this layout; {@code head} is undefined if it hasn't. */
    boolean match(byte[] line, int from, int to, LineHead head, YearRule years) {
        head.forgetTime();
        return matchOther(line, from, to, head, years);
    }

    /** The same for a line that was compared with another layout just before: a time read then isn't read again. */
    boolean matchOther(byte[] line, int from, int to, LineHead head, YearRule years) {
        head.clear(from);
        if (!walk(line, from, to, head)) {
            return false;
        }
        if (!years.resolve(head.time)) {
            head.forgetTime();
            return false;
        }
        head.timed = true;
        if (head.timeInMessage) {
            return true;
        }
        head.choose(TimePattern.key(head.time), TimePattern.KEY_BITS);
        long key = head.key();
        byte[] form = key == 0 ? null : forms.get(key);
        if (form == null) {
            head.beginForm();
            walk(line, from, to, head);
            head.formText.putLatin1("$m");
            form = head.formText.toByteArray();
            if (key != 0) {
                forms.put(key, form);
            }
        }
        head.form(form);
        return true;
    }

    /** Reads times with the other's pattern if both have the same. */
    void shareTime(Layout other) {
        if (time.isSame(other.time)) {
            time = other.time;
        }
    }

    /** Says what lines of this layout begin with. */
    void describe(FirstBytes first) {
        for (int i = 0; i < kinds.length; i++) {
            switch (kinds[i]) {
                case LITERAL -> first.literal(texts[i][0] & 0xFF);
                case LEVEL -> first.letters(1);
                case TIME -> {
                    if (!time.describe(first)) {
                        return;
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    private boolean walk(byte[] line, int from, int to, LineHead head) {
        int at = from;
        for (int i = 0; i < kinds.length; i++) {
            int kind = kinds[i];
            if (kind == FIND || kind == ANY) {
                head.rest = from;
                head.timeInMessage = true;
                return kind == ANY ? findAny(line, from, to, head) : find(texts[i], line, from, to, head);
            }
            at = kind == TO
                    ? walkTo(texts[i][0], line, at, to, head)
                    : kind == TIME ? walkTime(line, at, to, head) : walkOther(kind, texts[i], line, at, to, head);
            if (at < 0) {
                return false;
            }
        }
        head.rest = at;
        // Kept words end in their blanks: a rest that begins with one would be taken for part of them.
        return !head.hasKept() || at == to || !Digits.isBlank(line[at]);
    }

    private int walkTime(byte[] line, int at, int to, LineHead head) {
        if (!head.writing()) {
            int end = head.readTime(time, line, at, to);
            return end < 0 || !endsTime(line, end, to) ? -1 : end;
        }
        time.appendForm(line, head.time, head.formText);
        return head.time.end;
    }

    private int walkTo(byte bracket, byte[] line, int from, int to, LineHead head) {
        int last = Math.min(to, from + MAX_TO_BYTES);
        for (int i = from + 1; i < last; i++) {
            if (line[i] == bracket
                    && Digits.isBlank(line[i - 1])
                    && (head.writing() ? i + 1 == head.time.start : head.readTime(time, line, i + 1, to) >= 0)) {
                if (!head.keep(line, from, i)) {
                    return -1;
                }
                head.literal(line, i, i + 1);
                return i + 1;
            }
        }
        return -1;
    }

    private int walkOther(int kind, byte[] literal, byte[] line, int at, int to, LineHead head) {
        switch (kind) {
            case LITERAL -> {
                if (at >= to || line[at] != literal[0]) {
                    return -1;
                }
                head.literal(line, at, at + 1);
                return at + 1;
            }
            case WORDS -> {
                int end = at;
                for (int words = literal[0] - '0'; words > 0; words--) {
                    end = Digits.skipBlanks(line, Digits.skipWord(line, end, to), to);
                }
                return (at < to && Digits.isBlank(line[at])) || !head.keep(line, at, end) ? -1 : end;
            }
            case PRI -> {
                int digits = Digits.run(line, at, Math.min(to, at + 4));
                if (digits < 1 || digits > 3) {
                    return -1;
                }
                head.value(WordKeys.PRI, at, at + digits);
                return at + digits;
            }
            case LEVEL -> {
                if (at >= to || !Digits.isLetter(line[at])) {
                    return -1;
                }
                head.value(WordKeys.LEVEL, at, at + 1);
                return at + 1;
            }
            case HOST, APP -> {
                int end = Digits.skipWord(line, at, to);
                if (end == at || end - at > MAX_FIELD_BYTES) {
                    return -1;
                }
                if (kind == HOST) {
                    head.host(at, end);
                } else {
                    head.app(at, end);
                }
                return end;
            }
            case SYSLOG -> {
                return SyslogTail.match(line, at, to, head);
            }
            case RFC5424 -> {
                return OtherTails.rfc5424(line, at, to, head);
            }
            case ANDROID -> {
                return OtherTails.android(line, at, to, head);
            }
            case LOGGER, NAME -> {
                return loggerTail.match(line, at, to, kind == LOGGER, head);
            }
            default -> {
                return at;
            }
        }
    }

    /** Finds a time that stays where it is, directly after the first such text that has one. */
    private boolean find(byte[] wanted, byte[] line, int from, int to, LineHead head) {
        for (int i = from; i <= to - wanted.length; i++) {
            if (line[i] == wanted[0]
                    && Arrays.equals(line, i, i + wanted.length, wanted, 0, wanted.length)
                    && walkTime(line, i + wanted.length, to, head) >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean findAny(byte[] line, int from, int to, LineHead head) {
        int last = Math.min(to, from + MAX_ANY_BYTES);
        for (int i = from; i < last; i++) {
            boolean bounded = i == from || (!Digits.isDigit(line[i - 1]) && !Digits.isLetter(line[i - 1]));
            if (bounded && walkTime(line, i, to, head) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsTime(byte[] line, int at, int to) {
        return at == to || (!Digits.isDigit(line[at]) && !Digits.isLetter(line[at]));
    }
}
