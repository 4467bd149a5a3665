package evtools.evgrep.pattern;

/** How a pattern is written. */
public enum PatternSyntax {
    /** POSIX basic regular expressions, grep's default. */
    BASIC,
    /** POSIX extended regular expressions. */
    EXTENDED,
    /** The text itself. */
    FIXED,
    /** Perl-like, as {@code java.util.regex} reads them. */
    PERL
}
