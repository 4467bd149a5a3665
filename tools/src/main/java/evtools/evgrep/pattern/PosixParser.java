package evtools.evgrep.pattern;

import evtools.evgrep.pattern.Node.Assertion;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads POSIX basic and extended regular expressions with GNU's extensions, as grep does:
 *
 * <pre>
 * basic     \( \) \{ \} groups and counts, \| \+ \?; * is itself at the start of an expression
 * extended  ( ) { } | + ?
 * both      . * [...] ^ $ \1…\9 \w \W \s \S \b \B \&lt; \&gt; \` \'
 * </pre>
 *
 * A pattern is a sequence of code points. One instance parses one pattern.
 */
final class PosixParser {
    private static final int MAX_COUNT = 32_767;
    private static final int MAX_DEPTH = 250;

    private final int[] text;
    private final boolean extended;
    private final boolean ignoreCase;
    private final List<String> warnings;
    private int at;
    private int groups;
    private int depth;
    private final List<Integer> closedGroups = new ArrayList<>();

    /**
     * @param warnings gets a line for what GNU grep warns of too: a stray backslash, an operator
     *     without operand
     */
    PosixParser(String pattern, boolean extended, boolean ignoreCase, List<String> warnings) {
        this.text = RawBytes.codePoints(pattern);
        this.extended = extended;
        this.ignoreCase = ignoreCase;
        this.warnings = warnings;
    }

    Node parse() throws PatternException {
        Node all = choice();
        if (at < text.length) {
            throw new PatternException("Unmatched ) or \\)");
        }
        return all;
    }

    private Node choice() throws PatternException {
        if (++depth > MAX_DEPTH) {
            throw new PatternException("Regular expression too big: more than " + MAX_DEPTH + " nested groups");
        }
        List<Node> branches = new ArrayList<>();
        branches.add(sequence());
        while (operator('|', 0)) {
            at += extended ? 1 : 2;
            branches.add(sequence());
        }
        depth--;
        return branches.size() == 1 ? branches.get(0) : new Node.Choice(branches);
    }

    /** Whether an operator stands at {@code ahead} code points from here: bare when extended, else after a backslash. */
    private boolean operator(int c, int ahead) {
        int p = at + ahead;
        return extended ? p < text.length && text[p] == c : p + 1 < text.length && text[p] == '\\' && text[p + 1] == c;
    }

    private Node sequence() throws PatternException {
        List<Node> parts = new ArrayList<>();
        boolean fresh = true;
        while (at < text.length && !operator('|', 0) && !closes()) {
            if (fresh && extended && skipOperatorWithoutOperand()) {
                continue;
            }
            Node part = atom(fresh);
            fresh = part instanceof Node.Assert;
            if (!fresh) {
                part = repeats(part);
            }
            parts.add(part);
        }
        return switch (parts.size()) {
            case 0 -> new Node.Empty();
            case 1 -> parts.get(0);
            default -> new Node.Sequence(parts);
        };
    }

    /** A ) without ( is itself in extended expressions. */
    private boolean closes() {
        return operator(')', 0) && (depth > 1 || !extended);
    }

    private boolean skipOperatorWithoutOperand() throws PatternException {
        int c = text[at];
        if (c == '*' || c == '+' || c == '?') {
            warnings.add((char) c + " at start of expression");
            at++;
            return true;
        }
        if (c == '{') {
            int start = at;
            if (count(new Node.Empty()) != null) {
                warnings.add("{...} at start of expression");
                return true;
            }
            at = start;
        }
        return false;
    }

    private Node atom(boolean fresh) throws PatternException {
        int c = text[at++];
        return switch (c) {
            case '\\' -> escaped();
            case '.' -> new Node.Chars(CharSet.ALL);
            case '[' -> bracket();
            case '^' -> extended || fresh ? new Node.Assert(Assertion.LINE_START) : character(c);
            case '$' -> isAtEnd() ? new Node.Assert(Assertion.LINE_END) : character(c);
            case '(' -> extended ? group() : character(c);
            default -> character(c);
        };
    }

    private Node bracket() throws PatternException {
        BracketParser bracket = new BracketParser(text, at, ignoreCase);
        CharSet set = bracket.parse();
        at = bracket.end();
        return new Node.Chars(set);
    }

    /** Whether a dollar sign that was just read is an anchor. */
    private boolean isAtEnd() {
        return extended || at == text.length || operator('|', 0) || operator(')', 0);
    }

    private Node character(int c) {
        CharSet set = CharSet.of(c);
        return new Node.Chars(ignoreCase ? set.foldCase() : set);
    }

    private Node group() throws PatternException {
        int number = ++groups;
        Node body = choice();
        if (!operator(')', 0)) {
            throw new PatternException("Unmatched ( or \\(");
        }
        at += extended ? 1 : 2;
        closedGroups.add(number);
        return new Node.Group(number, body);
    }

    private Node escaped() throws PatternException {
        if (at == text.length) {
            throw new PatternException("Trailing backslash");
        }
        int c = text[at++];
        return switch (c) {
            case 'w' -> new Node.Chars(CharClasses.word());
            case 'W' -> new Node.Chars(CharClasses.word().negate());
            case 's' -> new Node.Chars(CharClasses.space());
            case 'S' -> new Node.Chars(CharClasses.space().negate());
            case 'b' -> new Node.Assert(Assertion.WORD_EDGE);
            case 'B' -> new Node.Assert(Assertion.NO_WORD_EDGE);
            case '<' -> new Node.Assert(Assertion.WORD_START);
            case '>' -> new Node.Assert(Assertion.WORD_END);
            case '`' -> new Node.Assert(Assertion.LINE_START);
            case '\'' -> new Node.Assert(Assertion.LINE_END);
            case '(' -> extended ? character(c) : group();
            case '{' -> {
                if (!extended) {
                    throw new PatternException("Invalid preceding regular expression");
                }
                yield character(c);
            }
            default -> c >= '1' && c <= '9' ? backReference(c - '0') : escapedCharacter(c);
        };
    }

    private Node backReference(int group) throws PatternException {
        if (!closedGroups.contains(group)) {
            throw new PatternException("Invalid back reference");
        }
        return new Node.BackReference(group);
    }

    private Node escapedCharacter(int c) {
        if (c < 0x80 && CharClasses.isWord(c)) {
            warnings.add("stray \\ before " + (char) c);
        }
        return character(c);
    }

    private Node repeats(Node body) throws PatternException {
        Node result = body;
        while (at < text.length) {
            if (text[at] == '*') {
                at++;
                result = new Node.Repeat(result, 0, -1);
            } else if (operator('+', 0)) {
                at += extended ? 1 : 2;
                result = new Node.Repeat(result, 1, -1);
            } else if (operator('?', 0)) {
                at += extended ? 1 : 2;
                result = new Node.Repeat(result, 0, 1);
            } else if (operator('{', 0)) {
                int start = at;
                Node counted = count(result);
                if (counted == null) {
                    at = start;
                    return result;
                }
                result = counted;
            } else {
                return result;
            }
        }
        return result;
    }

    /** Reads {@code {n}}, {@code {n,}}, {@code {,m}} or {@code {n,m}}; null: not a count but text (extended only). */
    private Node.@org.jspecify.annotations.Nullable Repeat count(Node body) throws PatternException {
        at += extended ? 1 : 2;
        int least = number();
        int most = least;
        if (at < text.length && text[at] == ',') {
            at++;
            most = number();
            if (least < 0) {
                least = 0;
                if (most < 0) {
                    most = -1;
                }
            }
        } else if (least < 0) {
            return notACount();
        }
        if (!operator('}', 0)) {
            return notACount();
        }
        at += extended ? 1 : 2;
        if (most >= 0 && least > most) {
            throw new PatternException("Invalid content of \\{\\}");
        }
        if (Math.max(least, most) > MAX_COUNT) {
            throw new PatternException("Regular expression too big: counts go to " + MAX_COUNT);
        }
        return new Node.Repeat(body, least, most);
    }

    private Node.@org.jspecify.annotations.Nullable Repeat notACount() throws PatternException {
        if (extended) {
            return null;
        }
        throw new PatternException(at >= text.length ? "Unmatched \\{" : "Invalid content of \\{\\}");
    }

    private int number() {
        int value = -1;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            value = Math.min(Math.max(value, 0) * 10 + text[at++] - '0', MAX_COUNT + 1);
        }
        return value;
    }
}
