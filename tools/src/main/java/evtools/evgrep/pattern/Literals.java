package evtools.evgrep.pattern;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the byte strings in a pattern: what it is, if it is nothing else, or what every match contains. */
final class Literals {
    private byte[] bytes = new byte[32];
    private boolean[] eitherCase = new boolean[32];
    private int length;
    private @Nullable ByteSearch longest;

    private Literals() {}

    /** The string the pattern is, or null if it is more than a string. */
    static @Nullable ByteSearch whole(Node pattern) {
        Literals literals = new Literals();
        return literals.append(pattern) && literals.length > 0 ? literals.search() : null;
    }

    /** The longest string that is in every match, or null if there is none. */
    static @Nullable ByteSearch required(Node pattern) {
        Literals literals = new Literals();
        literals.walk(pattern);
        literals.cut();
        return literals.longest;
    }

    /** Appends the pattern if it is a string and nothing else. */
    private boolean append(Node node) {
        return switch (node) {
            case Node.Empty e -> true;
            case Node.Chars c -> append(c.set());
            case Node.Group g -> append(g.body());
            case Node.Sequence s -> {
                for (Node part : s.parts()) {
                    if (!append(part)) {
                        yield false;
                    }
                }
                yield true;
            }
            default -> false;
        };
    }

    private boolean append(CharSet set) {
        int single = set.single();
        int pair = set.asciiPair();
        if (single >= 0 && !(single >= Character.MIN_SURROGATE && single <= Character.MAX_SURROGATE)) {
            for (byte b : Character.toString(single).getBytes(StandardCharsets.UTF_8)) {
                append(b, false);
            }
            return true;
        }
        if (pair >= 0) {
            append((byte) pair, true);
            return true;
        }
        return false;
    }

    private void append(byte b, boolean either) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
            eitherCase = Arrays.copyOf(eitherCase, length * 2);
        }
        bytes[length] = b;
        eitherCase[length++] = either;
    }

    /** Collects strings along what every match goes through; cuts where something else stands between. */
    private void walk(Node node) {
        switch (node) {
            case Node.Empty e -> {}
            case Node.Assert a -> {}
            case Node.Chars c -> {
                if (!append(c.set())) {
                    cut();
                }
            }
            case Node.Group g -> walk(g.body());
            case Node.Sequence s -> {
                for (Node part : s.parts()) {
                    walk(part);
                }
            }
            case Node.Repeat r -> {
                cut();
                if (r.least() > 0) {
                    walk(r.body());
                    cut();
                }
            }
            default -> cut();
        }
    }

    private void cut() {
        if (length > 0 && (longest == null || length > longest.length())) {
            longest = search();
        }
        length = 0;
    }

    private ByteSearch search() {
        return new ByteSearch(Arrays.copyOf(bytes, length), Arrays.copyOf(eitherCase, length));
    }
}
