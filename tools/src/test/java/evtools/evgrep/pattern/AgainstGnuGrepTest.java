package evtools.evgrep.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random patterns find the same lines and the same parts of lines as in GNU grep. */
class AgainstGnuGrepTest {
    private static final int PATTERNS = 300;
    private static final int LINES = 60;

    @TempDir
    Path directory;

    @BeforeEach
    void grepIsHere() {
        assumeTrue(GnuGrep.isHere(), "no GNU grep 3 here");
    }

    @Test
    void extendedPatternsFindTheSame() throws Exception {
        compare(PatternSyntax.EXTENDED, "-E", 20_261_120L);
    }

    @Test
    void basicPatternsFindTheSame() throws Exception {
        compare(PatternSyntax.BASIC, "-G", 20_261_121L);
    }

    private void compare(PatternSyntax syntax, String flag, long seed) throws Exception {
        Random random = new Random(seed);
        RandomPatterns generator = new RandomPatterns(random, syntax == PatternSyntax.EXTENDED);
        for (int i = 0; i < PATTERNS; i++) {
            List<byte[]> lines = new ArrayList<>();
            for (int n = 0; n < LINES; n++) {
                lines.add(generator.line(false));
            }
            boolean ignoreCase = random.nextInt(4) == 0;
            boolean words = random.nextInt(5) == 0;
            boolean wholeLines = !words && random.nextInt(8) == 0;
            List<String> arguments = new ArrayList<>(List.of("-a", flag));
            if (ignoreCase) {
                arguments.add("-i");
            }
            if (words) {
                arguments.add("-w");
            }
            if (wholeLines) {
                arguments.add("-x");
            }
            List<String> patterns = new ArrayList<>();
            for (int p = random.nextInt(4) == 0 ? 2 : 1; p > 0; p--) {
                patterns.add(words ? generator.patternThatIsNotEmpty() : generator.pattern());
            }
            for (String pattern : patterns) {
                arguments.add("-e");
                arguments.add(pattern);
            }
            LineMatcher matcher =
                    new Patterns(syntax, ignoreCase, words, wholeLines).compile(patterns, new ArrayList<>());
            compareLines(matcher, lines, arguments, "seed " + seed + ", pattern " + i + ": " + arguments);
        }
    }

    private void compareLines(LineMatcher matcher, List<byte[]> lines, List<String> arguments, String what)
            throws IOException, MatchLimitException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            text.writeBytes(line);
            text.write('\n');
        }
        Path file = directory.resolve("lines");
        Files.write(file, text.toByteArray());

        StringBuilder matched = new StringBuilder();
        StringBuilder parts = new StringBuilder();
        for (int n = 0; n < lines.size(); n++) {
            byte[] line = lines.get(n);
            if (matcher.matches(line, 0, line.length)) {
                matched.append(n + 1).append(':').append(latin(line)).append('\n');
            }
            int from = 0;
            while (from <= line.length && matcher.find(line, 0, from, line.length)) {
                if (matcher.matchEnd() > matcher.matchStart()) {
                    parts.append(n + 1).append(':');
                    parts.append(latin(line), matcher.matchStart(), matcher.matchEnd())
                            .append('\n');
                    from = matcher.matchEnd();
                } else {
                    from = matcher.matchStart() + 1;
                    while (from < line.length && (line[from] & 0xC0) == 0x80) {
                        from++;
                    }
                }
            }
        }
        assertEquals(grep(arguments, "-n", file), matched.toString(), what);
        if (!arguments.contains("-w")) {
            // With both, GNU grep 3.8 goes on after a word in ways of its own.
            assertEquals(grep(arguments, "-no", file), parts.toString(), what);
        }
    }

    private static String grep(List<String> arguments, String more, Path file) {
        List<String> all = new ArrayList<>(arguments);
        all.add(0, more);
        return latin(GnuGrep.run(all, file));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
