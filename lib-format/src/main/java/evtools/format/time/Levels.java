package evtools.format.time;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Words that say how bad it is. */
final class Levels {
    private static final String[] NAMES = {
        "INFO", "WARN", "ERROR", "DEBUG", "TRACE", "WARNING", "NOTICE", "FATAL", "CRITICAL", "SEVERE", "ERR", "CRIT",
        "ALERT", "EMERG", "PANIC", "FINE", "FINER", "FINEST", "CONFIG", "VERBOSE", "LOG", "STATEMENT", "DETAIL", "HINT",
        "DPANIC", "EMERGENCY", "INFORMATION", "DBG", "INF", "WRN", "FTL"
    };
    private static final int LONGEST = 11;

    /** Names by their length and first letter: nearly all words fall through at once. */
    private static final byte[][][] TABLE = table();

    private Levels() {}

    /** Whether {@code [from, end)} is a level, in any case. */
    static boolean isLevel(byte[] line, int from, int end) {
        int length = end - from;
        if (length < 3 || length > LONGEST) {
            return false;
        }
        int letter = (line[from] & ~0x20) - 'A';
        if (letter < 0 || letter >= 26) {
            return false;
        }
        for (byte[] name : TABLE[length * 26 + letter]) {
            if (stands(name, line, from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean stands(byte[] name, byte[] line, int from) {
        for (int i = 1; i < name.length; i++) {
            if ((line[from + i] & ~0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][][] table() {
        byte[][][] table = new byte[(LONGEST + 1) * 26][0][];
        for (String name : NAMES) {
            int slot = name.length() * 26 + name.charAt(0) - 'A';
            byte[][] names = Arrays.copyOf(table[slot], table[slot].length + 1);
            names[names.length - 1] = name.getBytes(StandardCharsets.US_ASCII);
            table[slot] = names;
        }
        return table;
    }
}
