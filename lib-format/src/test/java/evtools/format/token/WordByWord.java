package evtools.format.token;

/** The rules of {@code docs/FORMAT.md} 2.6, as they are written there and without any haste. */
final class WordByWord {
    private static final String WORD = "_-+~$%#@/\\";
    private static final int MAX_VALUE = 255;

    private final String message;
    private final StringBuilder tokens = new StringBuilder();

    /** Where the value of the key found last begins; -1: there is none. */
    private int valueAt = -1;

    private String key = "";

    WordByWord(String message) {
        this.message = message;
    }

    /** A line for each token: where it begins and how long it is; before it a line with its key, if it has one. */
    String tokens() {
        int at = 0;
        while (at < message.length()) {
            at = isWord(message.charAt(at)) ? word(at) : at + 1;
        }
        return tokens.toString();
    }

    private int word(int start) {
        int end = start;
        while (end < message.length() && (isWord(message.charAt(end)) || isInner(message.charAt(end)))) {
            end++;
        }
        boolean follows = start == valueAt;
        if (follows || charAt(start - 1) == '=') {
            token(start, end, follows ? key : "");
            return end;
        }
        String word = message.substring(start, end);
        int next = word.matches("[A-Za-z_-][A-Za-z0-9_.-]{0,63}") && digits(word) <= 2 ? afterKey(start, end) : -1;
        if (next >= 0) {
            key = word.startsWith("_") ? "" : word;
            if (charAt(next) != '"') {
                valueAt = next;
                return next;
            }
            int close = message.indexOf('"', next + 1);
            whole(next + 1, close, key);
            return close + 1;
        }
        boolean variable = word.matches("(?s).*[0-9@\\\\].*")
                || (word.startsWith("/") && word.length() > 1)
                || word.chars().filter(c -> c == '/').count() >= 2;
        if (variable) {
            token(start, end, "");
        }
        return end;
    }

    /** Where the word's value or its first quote stands; -1 if the word is no key. */
    private int afterKey(int start, int end) {
        int at;
        if (charAt(end) == '=') {
            at = end + 1;
        } else if (charAt(start - 1) == '"' && charAt(end) == '"' && charAt(end + 1) == ':') {
            at = charAt(end + 2) == ' ' ? end + 3 : end + 2;
        } else {
            return -1;
        }
        if (charAt(at) == '"') {
            int close = message.indexOf('"', at + 1);
            String value = close < 0 ? "" : message.substring(at + 1, close);
            return value.matches("[^ \t\\\\]{1," + MAX_VALUE + "}") ? at : -1;
        }
        return at < message.length() && isWord(message.charAt(at)) ? at : -1;
    }

    /** A word, cut back by the inner bytes at its end. */
    private void token(int start, int wordEnd, String withKey) {
        int end = wordEnd;
        while (end > start && isInner(message.charAt(end - 1))) {
            end--;
        }
        whole(start, end, withKey);
    }

    private void whole(int start, int end, String withKey) {
        if (end - start <= MAX_VALUE) {
            if (!withKey.isEmpty()) {
                tokens.append(withKey).append('\n');
            }
            tokens.append(start).append(' ').append(end - start).append('\n');
        }
    }

    private char charAt(int index) {
        return index >= 0 && index < message.length() ? message.charAt(index) : '\n';
    }

    private static long digits(String word) {
        return word.chars().filter(c -> c >= '0' && c <= '9').count();
    }

    private static boolean isWord(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c >= 0x80
                || WORD.indexOf(c) >= 0;
    }

    private static boolean isInner(char c) {
        return c == '.' || c == ':';
    }
}
