package evtools.evgrep.pattern;

import evtools.evgrep.pattern.Node.Assertion;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the patterns of a command line into one {@link LineMatcher}.
 *
 * @param syntax how they are written
 * @param ignoreCase {@code -i}; ASCII letters fold to ASCII letters only
 * @param words {@code -w}: no word character right before or after a match
 * @param wholeLines {@code -x}: a match is the whole line
 */
public record Patterns(PatternSyntax syntax, boolean ignoreCase, boolean words, boolean wholeLines) {

    /** Compiles patterns that are known to be right, once more. */
    public LineMatcher compile(List<String> patterns) {
        try {
            return compile(patterns, new ArrayList<>());
        } catch (PatternException e) {
            throw new IllegalArgumentException("a pattern that was not compiled before", e);
        }
    }

    /**
     * Compiles patterns of which any may match. None matches nothing; an empty one matches
     * everything. A line feed in a pattern separates two patterns. Bytes that are not valid UTF-8 are given as
     * {@link RawBytes#decode} does.
     *
     * @param warnings gets what the user should know, without a full stop
     * @throws PatternException if one can't be used
     */
    public LineMatcher compile(List<String> patterns, List<String> warnings) throws PatternException {
        List<String> lines = new ArrayList<>();
        for (String pattern : patterns) {
            int from = 0;
            for (int to = pattern.indexOf('\n'); to >= 0; to = pattern.indexOf('\n', from)) {
                lines.add(pattern.substring(from, to));
                from = to + 1;
            }
            lines.add(pattern.substring(from));
        }
        if (syntax == PatternSyntax.PERL) {
            return perl(lines);
        }
        return syntax == PatternSyntax.FIXED ? fixed(lines) : regular(lines, warnings);
    }

    private LineMatcher perl(List<String> lines) throws PatternException {
        if (lines.size() != 1) {
            throw new PatternException("-P takes a single pattern");
        }
        String pattern = lines.get(0);
        if (wholeLines) {
            pattern = "\\A(?:" + pattern + ")\\z";
        } else if (words) {
            pattern = "(?<!\\w)(?:" + pattern + ")(?!\\w)";
        }
        return new BacktrackingMatcher(pattern, ignoreCase);
    }

    private LineMatcher fixed(List<String> lines) throws PatternException {
        if (lines.size() == 1) {
            List<Node> characters = new ArrayList<>();
            for (int c : RawBytes.codePoints(lines.get(0))) {
                CharSet set = CharSet.of(c);
                characters.add(new Node.Chars(ignoreCase ? set.foldCase() : set));
            }
            return matcher(bounded(new Node.Sequence(characters)));
        }
        if (lines.isEmpty()) {
            return new DfaMatcher(new Node.Chars(CharSet.NONE));
        }
        List<int[]> words = new ArrayList<>();
        for (String line : lines) {
            words.add(RawBytes.codePoints(line));
        }
        return new DfaMatcher(bounded(new Node.Words(words, ignoreCase)));
    }

    private LineMatcher regular(List<String> lines, List<String> warnings) throws PatternException {
        List<Node> linear = new ArrayList<>();
        List<LineMatcher> matchers = new ArrayList<>();
        boolean extended = syntax == PatternSyntax.EXTENDED;
        for (String line : lines) {
            Node node = bounded(new PosixParser(line, extended, ignoreCase, warnings).parse());
            if (hasBackReference(node)) {
                matchers.add(new BacktrackingMatcher(node));
            } else {
                linear.add(node);
            }
        }
        if (linear.isEmpty() && matchers.isEmpty()) {
            linear.add(new Node.Chars(CharSet.NONE));
        }
        if (!linear.isEmpty()) {
            matchers.add(0, matcher(linear.size() == 1 ? linear.get(0) : new Node.Choice(linear)));
        }
        return matchers.size() == 1 ? matchers.get(0) : new AnyMatcher(matchers);
    }

    private static LineMatcher matcher(Node node) throws PatternException {
        ByteSearch literal = Literals.whole(node);
        return literal != null ? new LiteralMatcher(literal) : new DfaMatcher(node);
    }

    private Node bounded(Node node) {
        if (wholeLines) {
            return between(Assertion.LINE_START, node, Assertion.LINE_END);
        }
        return words ? between(Assertion.NO_WORD_BEFORE, node, Assertion.NO_WORD_AFTER) : node;
    }

    private static Node between(Assertion before, Node node, Assertion after) {
        return new Node.Sequence(List.of(new Node.Assert(before), node, new Node.Assert(after)));
    }

    private static boolean hasBackReference(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return anyHasBackReference(sequence.parts());
        }
        if (node instanceof Node.Choice choice) {
            return anyHasBackReference(choice.branches());
        }
        if (node instanceof Node.Repeat repeat) {
            return hasBackReference(repeat.body());
        }
        if (node instanceof Node.Group group) {
            return hasBackReference(group.body());
        }
        return node instanceof Node.BackReference;
    }

    private static boolean anyHasBackReference(List<Node> nodes) {
        for (Node node : nodes) {
            if (hasBackReference(node)) {
                return true;
            }
        }
        return false;
    }
}
