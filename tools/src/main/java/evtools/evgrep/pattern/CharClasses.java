package evtools.evgrep.pattern;

/** The named character classes of POSIX, over Unicode. */
final class CharClasses {
    private CharClasses() {}

    /** What {@code \w} matches and what words are made of: letters, digits, the underscore. */
    static CharSet word() {
        return CharSet.where(CharClasses::isWord);
    }

    static boolean isWord(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        }
        return Character.isLetterOrDigit(c);
    }

    static CharSet space() {
        return CharSet.where(c -> (c >= 9 && c <= 13) || (c > 0x7F ? isWideSpace(c) : c == ' '));
    }

    private static boolean isWideSpace(int c) {
        return c == 0x85 || c == 0x2028 || c == 0x2029 || Character.isWhitespace(c);
    }

    /**
     * @throws PatternException if there is no class of this name
     */
    static CharSet named(String name) throws PatternException {
        return switch (name) {
            case "alpha" -> CharSet.where(c -> c < 0x80 ? isWord(c) && c != '_' && !digit(c) : isWord(c));
            case "digit" -> CharSet.range('0', '9');
            case "alnum" -> CharSet.where(c -> c != '_' && isWord(c));
            case "upper" -> CharSet.where(Character::isUpperCase);
            case "lower" -> CharSet.where(Character::isLowerCase);
            case "space" -> space();
            case "blank" -> CharSet.where(c -> c == ' ' || c == '\t' || (c > 0x7F && Character.isSpaceChar(c)));
            case "punct" ->
                CharSet.where(c -> c < 0x80
                        ? c > ' ' && c < 0x7F && (!isWord(c) || c == '_')
                        : Character.isDefined(c)
                                && !isWord(c)
                                && !Character.isISOControl(c)
                                && !Character.isSpaceChar(c));
            case "print" -> CharSet.where(CharClasses::isPrint);
            case "graph" -> CharSet.where(c -> isPrint(c) && c != ' ' && !Character.isSpaceChar(c));
            case "cntrl" -> CharSet.where(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
            case "xdigit" ->
                CharSet.range('0', '9').union(CharSet.range('A', 'F')).union(CharSet.range('a', 'f'));
            default -> throw new PatternException("Invalid character class name: [:" + name + ":]");
        };
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isPrint(int c) {
        return Character.isDefined(c) && !Character.isISOControl(c) && c != 0x2028 && c != 0x2029;
    }
}
