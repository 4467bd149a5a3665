package evtools.cli.doc;

import java.util.Locale;

/** Text as roff input. */
final class Roff {
    private Roff() {}

    /** Plain text at the beginning of a line, so that each character is printed as it is: a dash, a straight quote. */
    static String text(String plain) {
        boolean looksLikeRequest = plain.startsWith(".") || plain.startsWith("'");
        return (looksLikeRequest ? "\\&" : "") + inner(plain);
    }

    private static String inner(String plain) {
        StringBuilder roff = new StringBuilder(plain.length() + 16);
        plain.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> roff.append("\\e");
                case '-' -> roff.append("\\-");
                case '\'' -> roff.append("\\(aq");
                case '`' -> roff.append("\\(ga");
                case '^' -> roff.append("\\(ha");
                case '~' -> roff.append("\\(ti");
                case '"' -> roff.append("\\(dq");
                default -> {
                    if (c < 0x7f) {
                        roff.append((char) c);
                    } else {
                        String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
                        roff.append("\\[u")
                                .append("0".repeat(Math.max(0, 4 - hex.length())))
                                .append(hex)
                                .append(']');
                    }
                }
            }
        });
        return roff.toString();
    }

    /** The same within a line, with words in capitals, which stand for something, in italics. */
    static String placeholders(String plain) {
        StringBuilder roff = new StringBuilder();
        int at = 0;
        while (at < plain.length()) {
            int end = at;
            while (end < plain.length() && isCapital(plain.charAt(end))) {
                end++;
            }
            if (end - at > 1 || (end - at == 1 && isAlone(plain, at))) {
                roff.append("\\fI").append(inner(plain.substring(at, end))).append("\\fR");
                at = end;
            } else {
                int next = Math.max(end, at + 1);
                roff.append(inner(plain.substring(at, next)));
                at = next;
            }
        }
        return roff.toString();
    }

    private static boolean isAlone(String text, int at) {
        boolean before = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
        boolean dashed = at > 0 && text.charAt(at - 1) == '-';
        boolean after = at + 1 < text.length() && Character.isLetterOrDigit(text.charAt(at + 1));
        return !before && !dashed && !after;
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
