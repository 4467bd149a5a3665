package evtools.evgen;

/**
 * Finds the pieces of a text that may be drawn anew: numbers of at least three digits, hexadecimal words, IPv4
 * addresses, long words of letters and digits mixed. Not thread-safe.
 */
final class RunScanner {
    private static final int MIN_DECIMAL = 3;
    private static final int MIN_HEX = 5;
    private static final int MIN_WORD = 16;

    private byte[] text = new byte[0];
    private int end;
    private int at;
    private int runStart;
    private int runEnd;
    private RunKind kind = RunKind.DECIMAL;

    /** Begins with {@code text[from … to)}. */
    void begin(byte[] newText, int from, int to) {
        text = newText;
        at = from;
        end = to;
    }

    /** Moves to the next run, if there is one. */
    boolean next() {
        while (at < end) {
            if (!isAlphanumeric(text[at])) {
                at++;
                continue;
            }
            int wordEnd = at;
            while (wordEnd < end && isAlphanumeric(text[wordEnd])) {
                wordEnd++;
            }
            if (inWord(at, wordEnd)) {
                at = runEnd;
                return true;
            }
            at = wordEnd;
        }
        return false;
    }

    int start() {
        return runStart;
    }

    int end() {
        return runEnd;
    }

    RunKind kind() {
        return kind;
    }

    private boolean inWord(int from, int to) {
        int addressEnd = addressEnd(from);
        if (addressEnd > 0) {
            return found(from, addressEnd, RunKind.ADDRESS);
        }
        int digits = 0;
        int lower = 0;
        int upper = 0;
        boolean hex = true;
        boolean prefixed = to - from > 2 && text[from] == '0' && text[from + 1] == 'x';
        int first = prefixed ? from + 2 : from;
        for (int i = first; i < to; i++) {
            byte c = text[i];
            if (isDigit(c)) {
                digits++;
            } else if (c >= 'a') {
                lower++;
                hex &= c <= 'f';
            } else {
                upper++;
                hex &= c <= 'F';
            }
        }
        boolean mixedCase = lower > 0 && upper > 0;
        if (hex && !mixedCase && digits > 0 && (lower + upper > 0 || prefixed) && to - first >= MIN_HEX) {
            return found(first, to, RunKind.HEX);
        }
        if (digits > 1 && mixedCase && to - first >= MIN_WORD) {
            return found(first, to, RunKind.WORD);
        }
        return decimalIn(first, to);
    }

    /** The first long enough number in a word. */
    private boolean decimalIn(int from, int to) {
        int i = from;
        while (i < to) {
            if (!isDigit(text[i])) {
                i++;
                continue;
            }
            int digitsEnd = i;
            while (digitsEnd < to && isDigit(text[digitsEnd])) {
                digitsEnd++;
            }
            while (i < digitsEnd && text[i] == '0') {
                i++;
            }
            if (digitsEnd - i >= MIN_DECIMAL) {
                return found(i, digitsEnd, RunKind.DECIMAL);
            }
            i = digitsEnd;
        }
        return false;
    }

    /** Where an IPv4 address that begins at {@code from} ends, or -1. */
    private int addressEnd(int from) {
        int i = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (i >= end || text[i] != '.') {
                    return -1;
                }
                i++;
            }
            int value = 0;
            int digits = 0;
            while (i < end && isDigit(text[i]) && digits < 4) {
                value = value * 10 + text[i] - '0';
                digits++;
                i++;
            }
            if (digits == 0 || digits > 3 || value > 255 || (digits > 1 && text[i - digits] == '0')) {
                return -1;
            }
        }
        boolean goesOn =
                i < end && (isAlphanumeric(text[i]) || (text[i] == '.' && i + 1 < end && isDigit(text[i + 1])));
        boolean version = from > 0 && text[from - 1] == '.';
        return goesOn || version ? -1 : i;
    }

    private boolean found(int from, int to, RunKind newKind) {
        runStart = from;
        runEnd = to;
        kind = newKind;
        return true;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(byte c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
