package evtools.evgrep.pattern;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A pattern with back-references or in Perl's syntax: runs in {@code java.util.regex}, with bounded steps. */
final class BacktrackingMatcher extends LineMatcher {
    private final DecodedText decoded = new DecodedText();
    private final Matcher matcher;
    private final @Nullable ByteSearch required;

    /** A parsed pattern. */
    BacktrackingMatcher(Node pattern) throws PatternException {
        this.matcher = compile(JavaSyntax.of(pattern), 0);
        this.required = Literals.required(pattern);
    }

    /** A pattern in Perl's syntax. */
    BacktrackingMatcher(String perl, boolean ignoreCase) throws PatternException {
        int caseFlags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        this.matcher = compile(perl, caseFlags | Pattern.UNIX_LINES);
        this.required = null;
    }

    private Matcher compile(String regex, int flags) throws PatternException {
        try {
            return Pattern.compile(regex, flags).matcher(decoded);
        } catch (PatternSyntaxException e) {
            throw new PatternException(e.getDescription());
        } catch (StackOverflowError e) {
            throw new PatternException("Regular expression too big");
        }
    }

    @Override
    public boolean matches(byte[] text, int start, int end) throws MatchLimitException {
        return find(text, start, start, end);
    }

    @Override
    public boolean find(byte[] text, int start, int from, int end) throws MatchLimitException {
        if (required != null && required.find(text, from, end) < 0) {
            return false;
        }
        decoded.decode(text, start, end);
        try {
            return matcher.find(decoded.indexAt(from))
                    && found(decoded.byteOffset(matcher.start()), decoded.byteOffset(matcher.end()));
        } catch (DecodedText.TooManySteps | StackOverflowError e) {
            throw new MatchLimitException();
        }
    }

    @Override
    public @Nullable ByteSearch required() {
        return required;
    }

    @Override
    public boolean isLiteral() {
        return false;
    }
}
