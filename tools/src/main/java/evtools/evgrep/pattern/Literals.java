package evtools.evgrep.pattern;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the byte strings in a pattern: what it is, if it is nothing else, or what every match contains. Asks for the
 * kinds of nodes one after another here and elsewhere: a switch over them costs milliseconds at each start.
 */
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
        if (node instanceof Node.Chars chars) {
            return append(chars.set());
        }
        if (node instanceof Node.Group group) {
            return append(group.body());
        }
        if (node instanceof Node.Sequence sequence) {
            for (Node part : sequence.parts()) {
                if (!append(part)) {
                    return false;
                }
            }
            return true;
        }
        return node instanceof Node.Empty;
    }

    private boolean append(CharSet set) {
        int single = set.single();
        int pair = set.asciiPair();
        if (single >= RawBytes.FIRST) {
            append((byte) single, false);
            return true;
        }
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
        if (node instanceof Node.Chars chars) {
            if (!append(chars.set())) {
                cut();
            }
        } else if (node instanceof Node.Group group) {
            walk(group.body());
        } else if (node instanceof Node.Sequence sequence) {
            for (Node part : sequence.parts()) {
                walk(part);
            }
        } else if (node instanceof Node.Repeat repeat) {
            cut();
            if (repeat.least() > 0) {
                walk(repeat.body());
                cut();
            }
        } else if (!(node instanceof Node.Empty || node instanceof Node.Assert)) {
            cut();
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
