package evtools.format.time;

/** Words that say how bad it is. */
final class Levels {
    private static final String[] NAMES = {
        "INFO", "WARN", "ERROR", "DEBUG", "TRACE", "WARNING", "NOTICE", "FATAL", "CRITICAL", "SEVERE", "ERR", "CRIT",
        "ALERT", "EMERG", "PANIC", "FINE", "FINER", "FINEST", "CONFIG", "VERBOSE", "LOG", "STATEMENT", "DETAIL", "HINT",
        "DPANIC", "EMERGENCY", "INFORMATION", "DBG", "INF", "WRN", "FTL"
    };
    private static final int LONGEST = 11;

    private Levels() {}

    /** Whether {@code [from, end)} is a level, in any case. */
    static boolean isLevel(byte[] line, int from, int end) {
        int length = end - from;
        if (length < 3 || length > LONGEST) {
            return false;
        }
        for (String name : NAMES) {
            if (name.length() == length && stands(name, line, from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean stands(String name, byte[] line, int from) {
        for (int i = 0; i < name.length(); i++) {
            if ((line[from + i] & ~0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
