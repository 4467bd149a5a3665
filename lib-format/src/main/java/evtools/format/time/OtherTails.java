package evtools.format.time;

/** What follows the time in RFC 5424 and Android lines. */
final class OtherTails {
    private static final int MAX_FIELD_BYTES = 255;

    private OtherTails() {}

    /**
     * {@code HOST APP PROCID rest} (RFC 5424 6): each may be {@code -}. Message id and structured data stay in the
     * message.
     */
    static int rfc5424(byte[] line, int from, int to, LineHead head) {
        int hostEnd = Digits.skipWord(line, from, to);
        int app = hostEnd + 1;
        int appEnd = app < to ? Digits.skipWord(line, app, to) : app;
        int pid = appEnd + 1;
        int pidEnd = pid < to ? Digits.skipWord(line, pid, to) : pid;
        boolean fits = pidEnd < to
                && line[hostEnd] == ' '
                && line[appEnd] == ' '
                && line[pidEnd] == ' '
                && isField(from, hostEnd)
                && isField(app, appEnd)
                && isField(pid, pidEnd);
        head.choose(fits ? 1 : 0, 1);
        if (!fits) {
            return from;
        }
        boolean host = !isNil(line, from, hostEnd);
        head.choose(host ? 1 : 0, 1);
        if (host) {
            head.host(from, hostEnd);
        }
        head.literal(line, host ? hostEnd : from, app);
        boolean hasApp = !isNil(line, app, appEnd);
        head.choose(hasApp ? 1 : 0, 1);
        if (hasApp) {
            head.app(app, appEnd);
        }
        head.literal(line, hasApp ? appEnd : app, pid);
        boolean hasPid = !isNil(line, pid, pidEnd);
        head.choose(hasPid ? 1 : 0, 1);
        if (hasPid) {
            head.value(WordKeys.PID, pid, pidEnd);
        }
        head.literal(line, hasPid ? pidEnd : pid, pidEnd + 1);
        return pidEnd + 1;
    }

    private static boolean isField(int from, int end) {
        return end > from && end - from <= MAX_FIELD_BYTES;
    }

    private static boolean isNil(byte[] line, int from, int end) {
        return end == from + 1 && line[from] == '-';
    }

    /** {@code pid tid L Tag: message} (logcat -v threadtime). The level stays in the message. */
    static int android(byte[] line, int from, int to, LineHead head) {
        int pid = from;
        while (pid < to && line[pid] == ' ') {
            pid++;
        }
        int pidEnd = pid + Digits.run(line, pid, to);
        int tid = pidEnd;
        while (tid < to && line[tid] == ' ') {
            tid++;
        }
        int tidEnd = tid + Digits.run(line, tid, to);
        int tag = tidEnd + 3;
        int tagEnd = tag;
        while (tagEnd < to && line[tagEnd] != ' ' && line[tagEnd] != ':') {
            tagEnd++;
        }
        int colon = tagEnd;
        while (colon < to && line[colon] == ' ') {
            colon++;
        }
        boolean fits = colon < to
                && line[colon] == ':'
                && pidEnd > pid
                && pidEnd - pid <= 10
                && tid > pidEnd
                && tidEnd > tid
                && tidEnd - tid <= 10
                && line[tidEnd] == ' '
                && "VDIWEFAS".indexOf(line[tidEnd + 1]) >= 0
                && line[tidEnd + 2] == ' '
                && isField(tag, tagEnd)
                && pid - from <= 15
                && tid - pidEnd <= 15
                && colon - tagEnd <= 15;
        int message = colon + 1;
        while (message < to && line[message] == ' ') {
            message++;
        }
        // The kept level ends in its blank: blanks after the colon would become part of it.
        if (fits && (message - colon > 15 || (message < to && Digits.isBlank(line[message])))) {
            fits = false;
        }
        head.choose(fits ? 1 : 0, 1);
        if (!fits) {
            return from;
        }
        head.spaces(line, from, to);
        head.value(WordKeys.PID, pid, pidEnd);
        head.spaces(line, pidEnd, to);
        head.value(WordKeys.TID, tid, tidEnd);
        head.literal(line, tidEnd, tidEnd + 1);
        head.keep(line, tidEnd + 1, tag);
        head.app(tag, tagEnd);
        head.spaces(line, tagEnd, to);
        head.literal(line, colon, colon + 1);
        return head.spaces(line, colon + 1, to);
    }
}
