package evtools.format.time;

/**
 * What follows the time in lines of Java, Python and similar programs: words such as a level, a thread in brackets,
 * numbers and dashes, then the logger's name and its end.
 *
 * <pre>
 *   INFO [main] org.apache.hadoop.mapred.Child: message        name, colon
 *   148 INFO dfs.DataNode$PacketResponder: message             pid before the level
 *    INFO 1234 --- [           main] c.e.App    : message      name, blanks, colon
 *   [main] INFO  c.e.App - message                             name, dash
 *   app.module - WARNING - message                             name, dash, level
 *   INFO  [org.jboss.as] (MSC service thread 1-2) message      name in brackets
 *   Info                  CBS    message                       columns
 *   [main] INFO org.apache.catalina.Startup message            name with points, blank
 * </pre>
 *
 * The name is the app; the words before it stay in the message.
 */
final class LoggerTail {
    private static final int NOTHING = 0;
    private static final int COLON = 1;
    private static final int PID_COLON = 2;
    private static final int SPACED_COLON = 3;
    private static final int DASH = 4;
    private static final int COLUMN = 5;
    private static final int BRACKETED = 6;
    private static final int DOTTED = 7;
    private static final int KIND_BITS = 3;

    private static final int PLAIN_PID = 1;
    private static final int BRACKETED_PID = 2;
    private static final int MAX_NAME_BYTES = 128;
    private static final int MAX_GROUP_BYTES = 200;
    private static final int MAX_SCANNED_WORDS = 14;
    private static final int MAX_NUMBER_DIGITS = 10;
    private static final int MAX_SPACES = 15;

    private static final boolean[] NAME_BYTES = nameBytes();

    private int kind;
    private int nameStart;
    private int nameEnd;
    private boolean level;
    private int blanksAfterLevel;

    /**
     * Takes pid and app out.
     *
     * @param needsLevel whether a name counts only in a line that has a level beside it
     * @return where the rest of the message begins
     */
    int match(byte[] line, int from, int to, boolean needsLevel, LineHead head) {
        int at = takePid(line, head.spaces(line, from, to), to, head);
        find(line, at, to, needsLevel);
        boolean merges = head.hasKept() && at < to && Digits.isBlank(line[at]);
        int words = kind == NOTHING || merges
                ? -1
                : Digits.countWords(line, at, kind == BRACKETED ? nameStart - 1 : nameStart);
        int end = words < 0 || words > LineHead.MAX_WORDS ? -1 : messageStart(line, to, head.hasKept() || words > 0);
        if (end < 0) {
            head.choose(NOTHING, KIND_BITS);
            return at;
        }
        head.choose(kind, KIND_BITS);
        if (kind == BRACKETED) {
            head.keep(line, at, nameStart - 1);
            head.literal(line, nameStart - 1, nameStart);
        } else {
            head.keep(line, at, nameStart);
        }
        head.app(nameStart, nameEnd);
        return takeEnd(line, to, head);
    }

    private static int takePid(byte[] line, int from, int to, LineHead head) {
        int open = from < to && line[from] == '[' ? 1 : 0;
        int start = from + open;
        int digits = Digits.run(line, start, to);
        int end = start + digits;
        int pidKind = NOTHING;
        if (digits > 0 && digits <= MAX_NUMBER_DIGITS && end + 1 < to) {
            if (open == 1 && line[end] == ']' && line[end + 1] == ' ') {
                pidKind = BRACKETED_PID;
            } else if (open == 0 && line[end] == ' ') {
                int next = Digits.skipBlanks(line, end, to);
                if (Levels.isLevel(line, next, Digits.skipWord(line, next, to))) {
                    pidKind = PLAIN_PID;
                }
            }
        }
        head.choose(pidKind, 2);
        if (pidKind == NOTHING) {
            return from;
        }
        head.literal(line, from, start);
        head.value(WordKeys.PID, start, end);
        head.literal(line, end, end + open);
        return head.spaces(line, end + open, to);
    }

    /** Looks for the name; sets {@link #kind} to {@link #NOTHING} if there is none. */
    private void find(byte[] line, int from, int to, boolean needsLevel) {
        kind = NOTHING;
        level = false;
        blanksAfterLevel = 0;
        int at = from;
        for (int word = 0; word < MAX_SCANNED_WORDS && at < to; word++) {
            int c = line[at];
            int end;
            if (c == '[' || c == '(') {
                int close = closing(line, at, to);
                if (close < 0) {
                    return;
                }
                if (c == '[' && level && isDottedName(line, at + 1, close)) {
                    nameStart = at + 1;
                    nameEnd = close;
                    kind = BRACKETED;
                    return;
                }
                end = close + 1;
            } else {
                end = Digits.skipWord(line, at, to);
                if (isLevelWord(line, at, end)) {
                    level = true;
                    blanksAfterLevel = Digits.skipBlanks(line, end, to) - end;
                } else if (!isFiller(line, at, end)) {
                    nameStart = at;
                    findEnd(line, at, to, needsLevel);
                    return;
                }
            }
            if (end >= to || !Digits.isBlank(line[end])) {
                return;
            }
            at = Digits.skipBlanks(line, end, to);
        }
    }

    private static boolean isLevelWord(byte[] line, int at, int end) {
        int last = line[end - 1];
        int wordEnd = last == ':' || last == ',' || last == '|' ? end - 1 : end;
        return Levels.isLevel(line, at, wordEnd);
    }

    /** A number, or signs between fields. */
    private static boolean isFiller(byte[] line, int at, int end) {
        int digits = Digits.run(line, at, end);
        if (digits == end - at) {
            return digits <= MAX_NUMBER_DIGITS;
        }
        for (int i = at; i < end; i++) {
            int c = line[i];
            if (c != '-' && c != '|' && c != ':' && c != '*') {
                return false;
            }
        }
        return true;
    }

    private void findEnd(byte[] line, int start, int to, boolean needsLevel) {
        int end = start;
        while (end < to && isNameByte(line[end]) && end - start <= MAX_NAME_BYTES) {
            end++;
        }
        if (end == to
                || end == start
                || end - start > MAX_NAME_BYTES
                || !Digits.isLetter(line[start])
                || Levels.isLevel(line, start, end)) {
            return;
        }
        nameEnd = end;
        int found = NOTHING;
        boolean levelAfter = false;
        int next = end;
        while (next < to && line[next] == ' ') {
            next++;
        }
        if (line[end] == ':' && (end + 1 == to || line[end + 1] == ' ')) {
            found = COLON;
        } else if (line[end] == '[') {
            int digits = Digits.run(line, end + 1, to);
            int close = end + 1 + digits;
            if (digits > 0
                    && digits <= MAX_NUMBER_DIGITS
                    && close + 1 < to
                    && line[close] == ']'
                    && line[close + 1] == ':') {
                found = PID_COLON;
            }
        } else if (next > end && next < to && next - end <= MAX_SPACES) {
            boolean spaced = next + 1 == to || line[next + 1] == ' ';
            if (line[next] == ':' && spaced) {
                found = SPACED_COLON;
            } else if (line[next] == '-' && spaced) {
                int after = Digits.skipBlanks(line, next + 1, to);
                levelAfter = after < to && isLevelWord(line, after, Digits.skipWord(line, after, to));
                found = level || levelAfter ? DASH : NOTHING;
            } else if (next - end >= 2 && level && blanksAfterLevel >= 2) {
                found = COLUMN;
            } else if (level && isDottedName(line, start, end)) {
                found = DOTTED;
            }
        }
        if (found == NOTHING || (needsLevel && !level && !levelAfter)) {
            return;
        }
        kind = found;
    }

    /** Where the rest begins; -1 if it would begin with a blank that a kept word would swallow. */
    private int messageStart(byte[] line, int to, boolean keepsWords) {
        int at = nameEnd;
        switch (kind) {
            case COLON -> at++;
            case PID_COLON -> at = at + 1 + Digits.run(line, at + 1, to) + 2;
            case SPACED_COLON, DASH -> {
                while (line[at] == ' ') {
                    at++;
                }
                at++;
            }
            case BRACKETED -> at++;
            default -> {
                // Columns: only blanks follow the name.
            }
        }
        int start = at;
        while (start < to && line[start] == ' ') {
            start++;
        }
        boolean swallowed = start - at > MAX_SPACES || (start < to && Digits.isBlank(line[start]));
        return swallowed && keepsWords ? -1 : start;
    }

    private int takeEnd(byte[] line, int to, LineHead head) {
        int at = nameEnd;
        switch (kind) {
            case PID_COLON -> {
                int close = at + 1 + Digits.run(line, at + 1, to);
                head.literal(line, at, at + 1);
                head.value(WordKeys.PID, at + 1, close);
                head.literal(line, close, close + 2);
                at = close + 2;
            }
            case SPACED_COLON, DASH -> {
                at = head.spaces(line, at, to);
                head.literal(line, at, at + 1);
                at++;
            }
            case COLUMN, DOTTED -> {
                // Only blanks follow the name.
            }
            default -> {
                head.literal(line, at, at + 1);
                at++;
            }
        }
        return head.spaces(line, at, to);
    }

    private static int closing(byte[] line, int from, int to) {
        int depth = 0;
        int last = Math.min(to, from + MAX_GROUP_BYTES);
        for (int i = from; i < last; i++) {
            int c = line[i];
            if (c == '[' || c == '(') {
                depth++;
            } else if (c == ']' || c == ')') {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean isDottedName(byte[] line, int from, int end) {
        if (end - from < 3 || end - from > MAX_NAME_BYTES || !Digits.isLetter(line[from])) {
            return false;
        }
        boolean dotted = false;
        for (int i = from; i < end; i++) {
            if (!isNameByte(line[i])) {
                return false;
            }
            dotted |= line[i] == '.';
        }
        return dotted;
    }

    private static boolean isNameByte(int c) {
        return NAME_BYTES[c & 0xFF];
    }

    private static boolean[] nameBytes() {
        boolean[] name = new boolean[256];
        for (int c = 0; c < 128; c++) {
            name[c] = Digits.isLetter(c) || Digits.isDigit(c) || "._$-/#@".indexOf(c) >= 0;
        }
        return name;
    }
}
