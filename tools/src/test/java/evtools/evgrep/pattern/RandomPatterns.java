package evtools.evgrep.pattern;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes patterns and lines out of so few characters that they meet often. */
final class RandomPatterns {
    private static final String[] LETTERS = {"a", "b", "A", "B", "_", " ", "1", "é", "É", "-", "x", "."};

    private static final int DEPTH = 2;

    private final Random random;
    private final boolean extended;

    RandomPatterns(Random random, boolean extended) {
        this.random = random;
        this.extended = extended;
    }

    String pattern() {
        return choice(DEPTH);
    }

    /** GNU grep's {@code -w} gives up early on patterns that can match nothing. */
    String patternThatIsNotEmpty() throws PatternException {
        while (true) {
            String pattern = pattern();
            PatternSyntax syntax = extended ? PatternSyntax.EXTENDED : PatternSyntax.BASIC;
            LineMatcher matcher =
                    new Patterns(syntax, false, false, false).compile(List.of(pattern), new ArrayList<>());
            try {
                if (!matcher.matches(new byte[0], 0, 0)) {
                    return pattern;
                }
            } catch (MatchLimitException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    byte[] line(boolean invalidBytes) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            if (invalidBytes && random.nextInt(40) == 0) {
                line.write(random.nextBoolean() ? 0xC3 : 0x80 + random.nextInt(0x80));
            } else {
                line.writeBytes(letter().getBytes(StandardCharsets.UTF_8));
            }
        }
        return line.toByteArray();
    }

    private String letter() {
        return LETTERS[random.nextInt(LETTERS.length)];
    }

    private String choice(int depth) {
        StringBuilder text = new StringBuilder(sequence(depth));
        while (random.nextInt(4) == 0) {
            text.append(extended ? "|" : "\\|").append(sequence(depth));
        }
        return text.toString();
    }

    private String sequence(int depth) {
        StringBuilder text = new StringBuilder();
        if (depth == DEPTH && random.nextInt(8) == 0) {
            text.append('^');
        }
        int length = 1 + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            text.append(atom(depth)).append(repeat());
        }
        if (depth == DEPTH && random.nextInt(8) == 0) {
            text.append('$');
        }
        return text.toString();
    }

    private String atom(int depth) {
        return switch (random.nextInt(14)) {
            case 0 -> ".";
            case 1 -> bracket();
            case 2, 3 -> depth > 0 ? group(depth) : letter();
            case 4 -> new String[] {"\\w", "\\W", "\\s", "\\S"}[random.nextInt(4)];
            // Deeper inside, GNU grep 3.8 misses matches at the edges of words.
            case 5 -> (depth == DEPTH ? new String[] {"\\b", "\\<", "\\>"}[random.nextInt(3)] : "") + letterAtom();
            default -> letterAtom();
        };
    }

    private String group(int depth) {
        String body = choice(depth - 1);
        return extended ? "(" + body + ")" : "\\(" + body + "\\)";
    }

    private String letterAtom() {
        String letter = letter();
        return letter.equals(".") ? "\\." : letter;
    }

    private String bracket() {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "[^" : "[");
        int members = 1 + random.nextInt(3);
        for (int i = 0; i < members; i++) {
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 -> "a-b";
                        case 1 ->
                            "[:" + new String[] {"alpha", "digit", "upper", "space", "punct"}[random.nextInt(5)] + ":]";
                        case 2 -> "é";
                        default -> new String[] {"a", "A", "1", "_", "x"}[random.nextInt(5)];
                    });
        }
        return text.append(']').toString();
    }

    private String repeat() {
        String escape = extended ? "" : "\\";
        return switch (random.nextInt(12)) {
            case 0 -> "*";
            case 1 -> escape + "+";
            case 2 -> escape + "?";
            case 3 -> escape + "{" + random.nextInt(2) + "," + (1 + random.nextInt(3)) + escape + "}";
            case 4 -> escape + "{" + random.nextInt(3) + "," + escape + "}";
            default -> "";
        };
    }
}
