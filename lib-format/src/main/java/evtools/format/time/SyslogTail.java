package evtools.format.time;

/**
 * What follows the time in a syslog line: {@code host app[pid]: message}, where all but the host may be missing
 * (RFC 3164, and the same after an ISO time).
 */
final class SyslogTail {
    private static final int NOTHING = 0;
    private static final int HOST_ONLY = 1;
    private static final int APP_COLON = 2;
    private static final int APP_PID_COLON = 3;
    private static final int APP_PID = 4;
    private static final int APP_VERSION = 5;
    private static final int KIND_BITS = 3;
    private static final int MAX_FIELD_BYTES = 255;
    private static final int MAX_PID_BYTES = 64;

    private static final boolean[] HOST_BYTES = hostBytes();

    private SyslogTail() {}

    /** Takes host, app and pid out; returns where the message begins. */
    static int match(byte[] line, int from, int to, LineHead head) {
        int hostEnd = Digits.skipWord(line, from, to);
        if (!isHost(line, from, hostEnd) || hostEnd == to || line[hostEnd] != ' ') {
            head.choose(NOTHING, KIND_BITS);
            return from;
        }
        int tag = hostEnd;
        while (tag < to && line[tag] == ' ') {
            tag++;
        }
        int tagEnd = tagEnd(line, tag, to);
        int pidEnd = tagEnd;
        int kind = HOST_ONLY;
        if (tag - hostEnd > 15 || tagEnd == tag || tagEnd - tag > MAX_FIELD_BYTES || tagEnd == to) {
            kind = HOST_ONLY;
        } else if (line[tagEnd] == ':') {
            kind = APP_COLON;
        } else if (line[tagEnd] == '[') {
            pidEnd = pidEnd(line, tagEnd + 1, to);
            if (pidEnd > 0) {
                kind = pidEnd + 1 < to && line[pidEnd + 1] == ':' ? APP_PID_COLON : APP_PID;
            }
        } else if (isVersion(line, tagEnd, to)) {
            kind = APP_VERSION;
        }
        head.choose(kind, KIND_BITS);
        head.host(from, hostEnd);
        if (kind == HOST_ONLY) {
            head.literal(line, hostEnd, hostEnd + 1);
            return hostEnd + 1;
        }
        head.spaces(line, hostEnd, to);
        head.app(tag, tagEnd);
        int at = tagEnd;
        if (kind == APP_COLON) {
            at = tagEnd + 1;
            head.literal(line, tagEnd, at);
        } else if (kind != APP_VERSION) {
            head.literal(line, tagEnd, tagEnd + 1);
            head.value(WordKeys.PID, tagEnd + 1, pidEnd);
            at = pidEnd + (kind == APP_PID_COLON ? 2 : 1);
            head.literal(line, pidEnd, at);
        }
        return oneSpace(line, at, to, head);
    }

    /** Passes one space over to the form if it is there. */
    static int oneSpace(byte[] line, int at, int to, LineHead head) {
        int end = at < to && line[at] == ' ' ? at + 1 : at;
        head.choose(end - at, 1);
        head.literal(line, at, end);
        return end;
    }

    private static boolean isHost(byte[] line, int from, int end) {
        if (end == from || end - from > MAX_FIELD_BYTES) {
            return false;
        }
        for (int i = from; i < end; i++) {
            if (!HOST_BYTES[line[i] & 0xFF]) {
                return false;
            }
        }
        return line[end - 1] != ':' && line[from] != '-' && !Levels.isLevel(line, from, end);
    }

    /** The app ends at a colon before a blank, at a bracket or at a blank. */
    private static int tagEnd(byte[] line, int from, int to) {
        int last = Math.min(to, from + MAX_FIELD_BYTES + 1);
        for (int i = from; i < last; i++) {
            int c = line[i];
            if (c == '[' || Digits.isBlank(c) || (c == ':' && (i + 1 == to || line[i + 1] == ' '))) {
                return i;
            }
        }
        return last;
    }

    private static int pidEnd(byte[] line, int from, int to) {
        int last = Math.min(to, from + MAX_PID_BYTES);
        for (int i = from; i < last; i++) {
            if (line[i] == ']') {
                return i > from ? i : -1;
            }
            if (Digits.isBlank(line[i]) || line[i] == '[') {
                return -1;
            }
        }
        return -1;
    }

    /** As in {@code syslogd 1.4.1: restart.} */
    private static boolean isVersion(byte[] line, int blank, int to) {
        if (line[blank] != ' ' || blank + 1 >= to || !Digits.isDigit(line[blank + 1])) {
            return false;
        }
        int end = Digits.skipWord(line, blank + 1, to);
        return line[end - 1] == ':';
    }

    private static boolean[] hostBytes() {
        boolean[] host = new boolean[256];
        for (int c = 0; c < 128; c++) {
            host[c] = Digits.isLetter(c) || Digits.isDigit(c) || ".-_:".indexOf(c) >= 0;
        }
        return host;
    }
}
