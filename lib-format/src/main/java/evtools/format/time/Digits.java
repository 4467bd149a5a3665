package evtools.format.time;

/** Digits and blanks in a line. Ranges are {@code [at, end)}. */
final class Digits {
    private Digits() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(int c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** How many digits stand at {@code at}. */
    static int run(byte[] line, int at, int end) {
        int i = at;
        while (i < end && isDigit(line[i])) {
            i++;
        }
        return i - at;
    }

    /** The number in exactly two digits, -1 if there aren't two. */
    static int two(byte[] line, int at, int end) {
        if (end - at < 2) {
            return -1;
        }
        int high = line[at] - '0';
        int low = line[at + 1] - '0';
        return (high | low) < 0 || high > 9 || low > 9 ? -1 : high * 10 + low;
    }

    /** The number in exactly {@code count} digits, which must be there. */
    static long number(byte[] line, int at, int count) {
        long number = 0;
        for (int i = at; i < at + count; i++) {
            number = number * 10 + (line[i] - '0');
        }
        return number;
    }

    /** The first byte from {@code at} on that is not a blank. */
    static int skipBlanks(byte[] line, int at, int end) {
        int i = at;
        while (i < end && isBlank(line[i])) {
            i++;
        }
        return i;
    }

    /** The first blank from {@code at} on. */
    static int skipWord(byte[] line, int at, int end) {
        int i = at;
        while (i < end && !isBlank(line[i])) {
            i++;
        }
        return i;
    }

    /**
     * How many words, as a form counts them, end exactly at {@code end}: -1 if {@code end} is not where a word begins.
     */
    static int countWords(byte[] line, int at, int end) {
        if (at < end && !isBlank(line[end - 1])) {
            return -1;
        }
        int words = 0;
        int i = at;
        while (i < end) {
            i = skipBlanks(line, skipWord(line, i, end), end);
            words++;
        }
        return words;
    }
}
