package evtools.evgrep.pattern;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final String BYTES = "ab01-: ";
    private static final List<String> PATTERNS = List.of(
            "[0-9]{4}",
            "^[ab]+:",
            "[01]-[01]$",
            "a(b|0)*1 ",
            "^$",
            "\\bab\\b",
            "\\<0[^ ]*1\\>",
            "^[^-]*$",
            "(a:|b-){2}",
            ".{6}b",
            "x",
            "^ab|10$");

    /** Lines that match may match, whichever of their pieces are known; some that don't are known not to. */
    @Test
    void neverDeniesAMatch() {
        int denied = 0;
        for (String text : PATTERNS) {
            Patterns patterns = new Patterns(PatternSyntax.EXTENDED, false, false, false);
            LineMatcher matcher = patterns.compile(List.of(text));
            Reach reach = matcher.reach();
            if (reach == null) {
                continue;
            }
            for (long seed = 1; seed <= 400; seed++) {
                denied += mayMatch(matcher, reach, seed, text) ? 0 : 1;
            }
        }
        assertTrue(denied > 200, denied + " denied");
    }

    private static boolean mayMatch(LineMatcher matcher, Reach reach, long seed, String pattern) {
        Random random = new Random(seed);
        byte[] line = bytes(random, random.nextInt(12));
        reach.begin();
        int at = 0;
        while (at < line.length) {
            int to = at + random.nextInt(line.length - at) + 1;
            byte[] piece = Arrays.copyOfRange(line, at, to);
            switch (random.nextInt(3)) {
                case 0 -> reach.text(piece);
                case 1 ->
                    reach.value(
                            reach.symbols(piece), random.nextInt(piece.length + 1), piece.length + random.nextInt(3));
                default -> oneOf(reach, piece, random);
            }
            at = to;
        }
        boolean may = reach.mayMatch();
        assertTrue(may || !matches(matcher, line), () -> pattern + ", seed " + seed);
        return may;
    }

    private static void oneOf(Reach reach, byte[] piece, Random random) {
        byte[] other = bytes(random, random.nextInt(5));
        byte[] both = Arrays.copyOf(other, other.length + piece.length);
        System.arraycopy(piece, 0, both, other.length, piece.length);
        reach.oneOf(both, new int[] {other.length, both.length}, 2);
    }

    private static byte[] bytes(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(BYTES.charAt(random.nextInt(BYTES.length())));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean matches(LineMatcher matcher, byte[] line) {
        try {
            return matcher.matches(line, 0, line.length);
        } catch (MatchLimitException e) {
            throw new AssertionError(e);
        }
    }
}
