package evtools.evgrep.pattern;

/** A pattern that is a string and nothing else. */
final class LiteralMatcher extends LineMatcher {
    private final ByteSearch literal;

    LiteralMatcher(ByteSearch literal) {
        this.literal = literal;
    }

    @Override
    public boolean matches(byte[] text, int start, int end) {
        return literal.find(text, start, end) >= 0;
    }

    @Override
    public boolean find(byte[] text, int start, int from, int end) {
        int at = literal.find(text, from, end);
        return at >= 0 && found(at, at + literal.length());
    }

    @Override
    public ByteSearch required() {
        return literal;
    }

    @Override
    public boolean isLiteral() {
        return true;
    }
}
