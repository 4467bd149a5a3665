package evtools.evgrep.pattern;

import evtools.evgrep.pattern.Node.Assertion;

/** Writes a parsed pattern in the syntax of {@code java.util.regex}. */
final class JavaSyntax {
    private static final String WORD = "[\\p{L}\\p{Nd}_]";
    /** With the bytes of {@link RawBytes#letters}, which are lone surrogates here. */
    private static final String EDGE = "[\\p{L}\\p{Nd}_" + rawLetters() + "]";

    private final StringBuilder out = new StringBuilder();

    private JavaSyntax() {}

    static String of(Node pattern) {
        JavaSyntax syntax = new JavaSyntax();
        syntax.write(pattern);
        return syntax.out.toString();
    }

    private void write(Node node) {
        switch (node) {
            case Node.Empty e -> {}
            case Node.Chars c -> set(c.set());
            case Node.Sequence s -> s.parts().forEach(this::write);
            case Node.Choice c -> {
                out.append("(?:");
                for (int i = 0; i < c.branches().size(); i++) {
                    if (i > 0) {
                        out.append('|');
                    }
                    write(c.branches().get(i));
                }
                out.append(')');
            }
            case Node.Repeat r -> {
                out.append("(?:");
                write(r.body());
                out.append("){").append(r.least()).append(',');
                if (r.most() >= 0) {
                    out.append(r.most());
                }
                out.append('}');
            }
            case Node.Group g -> {
                out.append('(');
                write(g.body());
                out.append(')');
            }
            // In a group of its own, so that a digit after it is not read as part of the number.
            case Node.BackReference b -> out.append("(?:\\").append(b.group()).append(')');
            case Node.Assert a -> out.append(assertion(a.what()));
            case Node.Words w -> throw new IllegalArgumentException("words have no back-references");
        }
    }

    private static String assertion(Assertion what) {
        return switch (what) {
            case LINE_START -> "\\A";
            case LINE_END -> "\\z";
            case WORD_EDGE -> "(?:(?<=" + EDGE + ")(?!" + EDGE + ")|(?<!" + EDGE + ")(?=" + EDGE + "))";
            case NO_WORD_EDGE -> "(?:(?<=" + EDGE + ")(?=" + EDGE + ")|(?<!" + EDGE + ")(?!" + EDGE + "))";
            case WORD_START -> "(?<!" + EDGE + ")(?=" + EDGE + ")";
            case WORD_END -> "(?<=" + EDGE + ")(?!" + EDGE + ")";
            case NO_WORD_BEFORE -> "(?<!" + WORD + ")";
            case NO_WORD_AFTER -> "(?!" + WORD + ")";
        };
    }

    private static String rawLetters() {
        JavaSyntax syntax = new JavaSyntax();
        syntax.ranges(RawBytes.letters());
        return syntax.out.toString();
    }

    private void set(CharSet set) {
        int mark = out.length();
        out.append('[');
        ranges(set);
        out.append(']');
        if (out.length() == mark + 2) {
            out.setLength(mark);
            out.append("(?!)");
        }
    }

    private void ranges(CharSet set) {
        for (int r = 0; r < set.rangeCount(); r++) {
            if (set.first(r) > CharSet.MAX) {
                range(RawBytes.surrogate(set.first(r)), RawBytes.surrogate(set.last(r)));
                continue;
            }
            // Lone surrogates stand for bytes that are no characters.
            range(set.first(r), Math.min(set.last(r), Character.MIN_SURROGATE - 1));
            range(Math.max(set.first(r), Character.MAX_SURROGATE + 1), set.last(r));
        }
    }

    private void range(int first, int last) {
        if (first <= last) {
            out.append("\\x{").append(Integer.toHexString(first)).append("}-\\x{");
            out.append(Integer.toHexString(last)).append('}');
        }
    }
}
