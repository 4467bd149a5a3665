package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.segment.ByteClasses;
import evtools.format.segment.ByteSet;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentPieces;
import evtools.format.segment.Vocabulary;
import java.util.Arrays;

/**
 * Where a string that a match must contain can lie in the messages of a template, or in values made of pieces. Says
 * "may" whenever it isn't sure.
 * Not thread-safe.
 *
 * <pre>
 *   literal 0   slot 0   literal 1   slot 1   literal 2
 *   ──text──    inside   ──text──    inside   ──text──
 *          ──crossing──                ──────crossing──
 * </pre>
 */
final class LiteralPlacement {
    /** Longer strings are not followed over the borders of slots. */
    private static final int MAX_BYTES = 1 << 10;

    /** Filters know nothing of shorter runs of hexadecimal digits. */
    private static final int MIN_ID_BYTES = 8;

    private final ByteSearch literal;
    private final int length;
    /** For each byte of the string the classes of which a value must have one. */
    private final int[] classes;

    private final byte[] id;
    private boolean[] at;
    private boolean[] next;

    LiteralPlacement(ByteSearch literal) {
        this.literal = literal;
        this.length = literal.length();
        this.classes = new int[length];
        byte[] one = new byte[1];
        for (int i = 0; i < length; i++) {
            one[0] = literal.byteAt(i);
            classes[i] = ByteClasses.of(one, 0, 1);
            one[0] = (byte) Character.toUpperCase(one[0] & 0x7F);
            if (one[0] != literal.byteAt(i) && literal.fits(i, one[0])) {
                classes[i] |= ByteClasses.of(one, 0, 1);
            }
        }
        this.id = findId();
        this.at = new boolean[length + 1];
        this.next = new boolean[length + 1];
    }

    ByteSearch literal() {
        return literal;
    }

    /** The string, in lower case where either will do, if it holds something that a block's filter may know; else empty. */
    byte[] id() {
        return id;
    }

    private byte[] findId() {
        byte[] text = new byte[length];
        int run = 0;
        int longest = 0;
        for (int i = 0; i < length; i++) {
            text[i] = literal.byteAt(i);
            run = Character.digit(text[i], 16) >= 0 ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest >= MIN_ID_BYTES ? text : new byte[0];
    }

    /** Whether it is in everything that is made of these pieces: in the text between slots. */
    boolean isInText(SegmentPieces pieces) {
        for (int i = 0; i <= pieces.slots(); i++) {
            byte[] text = pieces.literal(i);
            if (literal.find(text, 0, text.length) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is in a text of all lines that are made like this. */
    boolean isInText(RawLine line) {
        for (RawLine.Part part : line.parts()) {
            byte[] text = part.text();
            if (text != null && literal.find(text, 0, text.length) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may lie inside of something in a line that isn't a slot of the message. */
    boolean mayBeBesideMessage(RawLine line) {
        for (RawLine.Part part : line.parts()) {
            if (part.text() == null && part.slot() == RawLine.NO_SLOT && mayBeInside(part.stamp())) {
                byte[][] values = part.values();
                if (values == null || isInOneOf(values)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isInOneOf(byte[][] values) {
        for (byte[] value : values) {
            if (literal.find(value, 0, value.length) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value of a column may contain it. */
    boolean mayBeInside(ColumnStamp stamp) {
        return length <= stamp.maxLength() && fitting(stamp, 0) == length;
    }

    /** Whether an entry of a vocabulary may contain it, as far as is known without opening it. */
    boolean mayBeInside(Vocabulary vocabulary) {
        int tail = length;
        while (tail > 0 && mayHave(vocabulary.values(), tail - 1)) {
            tail--;
        }
        if (tail == 0 && length <= vocabulary.maxLength()) {
            return true;
        }
        for (byte[] prefix : vocabulary.prefixes()) {
            if (literal.find(prefix, 0, prefix.length) >= 0) {
                return true;
            }
            for (int k = Math.min(prefix.length, length - 1); k >= Math.max(1, tail); k--) {
                if (length - k <= vocabulary.maxLength() && fits(prefix, prefix.length - k, 0, k)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean mayHave(ByteSet values, int i) {
        byte one = literal.byteAt(i);
        byte upper = (byte) Character.toUpperCase(one & 0x7F);
        return values.has(one) || (upper != one && literal.fits(i, upper) && values.has(upper));
    }

    /** How many bytes of it from {@code from} on can stand in a value. */
    private int fitting(ColumnStamp stamp, int from) {
        int to = from;
        while (to < length && (classes[to] & stamp.classes()) != 0) {
            to++;
        }
        return to - from;
    }

    /** Whether it may lie over the border of a slot. */
    boolean mayCross(SegmentPieces pieces) {
        if (pieces.slots() == 0) {
            return false;
        }
        if (length > MAX_BYTES) {
            return true;
        }
        Arrays.fill(at, false);
        for (int i = 0; i <= pieces.slots(); i++) {
            if (crossesText(pieces.literal(i))) {
                return true;
            }
            if (i < pieces.slots() && crossesSlot(pieces.column(i).stamp())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may lie over a border between text and value, or of two values. */
    boolean mayCross(RawLine line) {
        if (length > MAX_BYTES) {
            return true;
        }
        Arrays.fill(at, false);
        for (RawLine.Part part : line.parts()) {
            byte[] text = part.text();
            if (text != null ? crossesText(text) : crossesSlot(part.stamp())) {
                return true;
            }
        }
        return false;
    }

    /** Goes over text: {@code at[j]} says whether the first j bytes may stand before it. */
    private boolean crossesText(byte[] text) {
        Arrays.fill(next, false);
        for (int j = 1; j < length; j++) {
            if (at[j]) {
                int count = Math.min(text.length, length - j);
                if (fits(text, 0, j, count)) {
                    if (j + count == length) {
                        return true;
                    }
                    next[j + count] = true;
                }
            }
        }
        for (int k = Math.min(text.length, length - 1); k > 0; k--) {
            next[k] |= fits(text, text.length - k, 0, k);
        }
        swap();
        return false;
    }

    private boolean fits(byte[] text, int from, int literalFrom, int count) {
        for (int i = 0; i < count; i++) {
            if (!literal.fits(literalFrom + i, text[from + i])) {
                return false;
            }
        }
        return true;
    }

    private boolean crossesSlot(ColumnStamp stamp) {
        Arrays.fill(next, false);
        for (int j = 1; j < length; j++) {
            if (at[j]) {
                int most = Math.min(fitting(stamp, j), stamp.maxLength());
                if (j + most >= length) {
                    return true;
                }
                for (int k = stamp.minLength(); k <= most; k++) {
                    next[j + k] = true;
                }
            }
        }
        int most = Math.min(Math.min(fitting(stamp, 0), stamp.maxLength()), length - 1);
        for (int k = 1; k <= most; k++) {
            next[k] = true;
        }
        swap();
        return false;
    }

    private void swap() {
        boolean[] done = at;
        at = next;
        next = done;
    }
}
