package evtools.cli.doc;

/** Text as roff input. */
final class Roff {
    private Roff() {}

    /** Plain text, so that each character is printed as it is: a dash can be copied into a shell, a quote is straight. */
    static String text(String plain) {
        StringBuilder roff = new StringBuilder(plain.length() + 16);
        if (plain.startsWith(".") || plain.startsWith("'")) {
            roff.append("\\&");
        }
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
                        String hex = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
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

    /** The same with words in capitals, which stand for something, in italics. */
    static String placeholders(String plain) {
        StringBuilder roff = new StringBuilder();
        int at = 0;
        while (at < plain.length()) {
            int end = at;
            while (end < plain.length() && isCapital(plain.charAt(end))) {
                end++;
            }
            if (end - at > 1 || (end - at == 1 && isAlone(plain, at))) {
                roff.append("\\fI").append(text(plain.substring(at, end))).append("\\fR");
                at = end;
            } else {
                int next = Math.max(end, at + 1);
                roff.append(text(plain.substring(at, next)));
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
