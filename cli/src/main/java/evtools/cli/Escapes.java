package evtools.cli;

/**
 * Makes text safe for a terminal and for one line: a file name or a log line in a message must neither move the cursor
 * nor look like a second message.
 */
public final class Escapes {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Escapes() {}

    /**
     * Escapes control characters (C0, DEL, C1), line and paragraph separators, characters that change the direction of
     * text, and lone surrogates, as in C and Java: {@code \n}, {@code \x1b}, {@code \u202e}. A backslash stays as it
     * is.
     *
     * @return the same object when there is nothing to escape
     */
    public static String escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text, i)) {
                return escapeFrom(text, i);
            }
        }
        return text;
    }

    private static String escapeFrom(String text, int first) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        escaped.append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(text, i)) {
                appendEscaped(escaped, c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static void appendEscaped(StringBuilder to, char c) {
        switch (c) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                if (c < 0x100) {
                    to.append("\\x");
                } else {
                    to.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
                }
                to.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            }
        }
    }

    private static boolean isUnsafe(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x7f) {
            return c < 0x20;
        }
        if (c < 0xa0) {
            return true;
        }
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
        }
        return changesLayout(c);
    }

    private static boolean changesLayout(char c) {
        return c == '\u061c'
                || (c >= '\u200e' && c <= '\u200f')
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\ufeff';
    }
}
