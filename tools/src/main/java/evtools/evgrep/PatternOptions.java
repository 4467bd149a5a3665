package evtools.evgrep;

import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.evgrep.pattern.PatternException;
import evtools.evgrep.pattern.PatternSyntax;
import evtools.evgrep.pattern.Patterns;
import evtools.evgrep.pattern.RawBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what to look for. A picocli mixin. */
final class PatternOptions {
    @Option(
            names = {"-e", "--regexp"},
            paramLabel = "PATTERN",
            description = "Look for PATTERN; may be given several times: any of them will do.")
    private List<String> patterns = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Look for the patterns in FILE, one on each line; - is standard input.")
    private List<String> patternFiles = new ArrayList<>();

    @Option(
            names = {"-G", "--basic-regexp"},
            description = "Patterns are basic regular expressions (POSIX, with GNU's extensions). This is the default.")
    private boolean basic;

    @Option(
            names = {"-E", "--extended-regexp"},
            description = "Patterns are extended regular expressions.")
    private boolean extended;

    @Option(
            names = {"-F", "--fixed-strings"},
            description = "Patterns are plain strings.")
    private boolean fixed;

    @Option(
            names = {"-P", "--perl-regexp"},
            description = "The pattern is a Perl-like regular expression, as java.util.regex reads them. Slower than "
                    + "the others.")
    private boolean perl;

    @Option(
            names = {"-i", "-y", "--ignore-case"},
            description = "Upper and lower case are the same.")
    private boolean ignoreCase;

    @Option(names = "--no-ignore-case", description = "They are not, whatever was said before.")
    private boolean caseMatters;

    @Option(
            names = {"-w", "--word-regexp"},
            description = "Match whole words only.")
    private boolean words;

    @Option(
            names = {"-x", "--line-regexp"},
            description = "Match whole messages only.")
    private boolean wholeLines;

    /** Whether an option gives patterns, so that the first operand is a file. */
    boolean givePatterns() {
        return !patterns.isEmpty() || !patternFiles.isEmpty();
    }

    /** What to look for: how the patterns are read, and the patterns. */
    record Asked(Patterns patterns, List<String> texts) {}

    /**
     * What the options' patterns ask for, or {@code operand}; they are known to be right.
     *
     * @param operand looked at only if no option gives a pattern
     */
    Asked asked(String operand, Stdio io) {
        List<String> all = asGiven(givePatterns() ? patterns : List.of(operand));
        for (String file : patternFiles) {
            readPatterns(file, io, all);
        }
        List<String> warnings = new ArrayList<>();
        Patterns read = new Patterns(syntax(), ignoreCase && !caseMatters, words, wholeLines);
        try {
            read.compile(all, warnings);
        } catch (PatternException e) {
            throw UserError.usage(String.valueOf(e.getMessage()));
        }
        for (String warning : warnings) {
            io.diagnostics().warning(warning);
        }
        return new Asked(read, all);
    }

    /** Patterns of the command line with the bytes that are not UTF-8, for which Java puts a replacement character. */
    private static List<String> asGiven(List<String> decoded) {
        List<String> all = new ArrayList<>();
        RawArguments arguments = null;
        for (String pattern : decoded) {
            if (pattern.indexOf('\uFFFD') < 0) {
                all.add(pattern);
                continue;
            }
            if (arguments == null) {
                arguments = RawArguments.ofProcess();
            }
            String given = arguments.find(pattern);
            if (given == null) {
                throw UserError.usage("the pattern is not UTF-8: " + pattern).withHint("put it into a file for -f");
            }
            all.add(given);
        }
        return all;
    }

    private PatternSyntax syntax() {
        int given = (basic ? 1 : 0) + (extended ? 1 : 0) + (fixed ? 1 : 0) + (perl ? 1 : 0);
        if (given > 1) {
            throw UserError.usage("only one of -G, -E, -F and -P can be given");
        }
        if (perl) {
            return PatternSyntax.PERL;
        }
        if (fixed) {
            return PatternSyntax.FIXED;
        }
        return extended ? PatternSyntax.EXTENDED : PatternSyntax.BASIC;
    }

    private static void readPatterns(String file, Stdio io, List<String> all) {
        byte[] bytes;
        try (InputStream in = file.equals("-") ? io.in() : Files.newInputStream(Path.of(file))) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw UserError.in(file, FailureText.reason(e));
        }
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                all.add(RawBytes.decode(bytes, from, at));
                from = at + 1;
            }
        }
        if (from < bytes.length) {
            all.add(RawBytes.decode(bytes, from, bytes.length));
        }
    }
}
