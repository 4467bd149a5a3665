package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.format.segment.ByteClasses;
import evtools.format.segment.ByteSet;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentPieces;
import evtools.format.segment.TemplateTable;
import evtools.format.segment.Vocabulary;
import evtools.format.segment.WordFilter;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

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
    static final int MAX_BYTES = 1 << 10;

    /** Filters know nothing of shorter runs of hexadecimal digits. */
    private static final int MIN_ID_BYTES = 8;

    private final ByteSearch literal;
    private final int length;
    /** For each byte of the string the classes of which a value must have one. */
    private final int[] classes;

    /** The classes together, and those of bytes that have only one. */
    private final int anyClass;

    private final int sureClasses;
    /** For each byte the classes of what may follow it in the string, and of what may come before it. */
    private final int[] classesAfter = new int[256];

    private final int[] classesBefore = new int[256];
    private final int[] words;
    private @Nullable LiteralParts parts;
    private final byte[] id;
    private boolean[] at;
    private boolean[] next;

    LiteralPlacement(ByteSearch literal) {
        this.literal = literal;
        this.length = literal.length();
        this.classes = new int[length];
        byte[] text = new byte[length];
        byte[] upper = new byte[length];
        int any = 0;
        int sure = 0;
        for (int i = 0; i < length; i++) {
            text[i] = literal.byteAt(i);
            upper[i] = (byte) Character.toUpperCase(text[i] & 0x7F);
            upper[i] = literal.fits(i, upper[i]) ? upper[i] : text[i];
            int one = ByteClasses.of(text, i, 1);
            classes[i] = one | ByteClasses.of(upper, i, 1);
            any |= classes[i];
            sure |= classes[i] == one ? one : 0;
        }
        for (int i = 1; i < length; i++) {
            classesAfter[text[i - 1] & 0xFF] |= classes[i];
            classesAfter[upper[i - 1] & 0xFF] |= classes[i];
            classesBefore[text[i] & 0xFF] |= classes[i - 1];
            classesBefore[upper[i] & 0xFF] |= classes[i - 1];
        }
        this.anyClass = any;
        this.sureClasses = sure;
        this.words = WordFilter.bitsOf(text);
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

    /** Parts of it, to be looked for where it goes over borders. */
    LiteralParts parts() {
        LiteralParts known = parts;
        if (known == null) {
            known = new LiteralParts(this);
            parts = known;
        }
        return known;
    }

    /** What a block's filter of words knows of it. */
    int[] words() {
        return words;
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

    /** Adds the templates that have it in their text, so that all their messages contain it. */
    void addInText(TemplateTable table, BitSet templates) {
        byte[] text = table.text();
        int t = 0;
        int from = 0;
        while ((from = literal.findFar(text, from, text.length)) >= 0) {
            while (t < table.size() && table.messageEnd(t) <= from) {
                t++;
            }
            if (t == table.size()) {
                return;
            }
            if (from >= table.messageStart(t) && from + length <= runEnd(table, t, from)) {
                templates.set(t);
                from = table.messageEnd(t);
            } else {
                from++;
            }
        }
    }

    /** Where the run of text ends in which a place of a message's text is. */
    private static int runEnd(TemplateTable table, int t, int place) {
        int end = table.firstSlot(t + 1);
        for (int slot = table.firstSlot(t); slot < end; slot++) {
            if (table.border(slot) > place) {
                return table.border(slot);
            }
        }
        return table.messageEnd(t);
    }

    /** Whether a value of a column may contain it. */
    boolean mayBeInside(ColumnStamp stamp) {
        return length <= stamp.maxLength() && fitting(stamp.classes(), 0) == length;
    }

    /** Whether the value of a template's open slot may contain it. */
    boolean mayBeInside(TemplateTable table, int t) {
        int end = table.firstSlot(t + 1);
        for (int slot = table.firstSlot(t); slot < end; slot++) {
            if (length <= table.maxLength(slot)
                    && (sureClasses & ~table.classes(slot)) == 0
                    && fitting(table.classes(slot), 0) == length) {
                return true;
            }
        }
        return false;
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
                if (length - k <= vocabulary.maxLength() && literal.fitsPart(0, k, prefix, prefix.length - k)) {
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

    /** How many bytes of it from {@code from} on can stand in a value with bytes of these classes. */
    int fitting(int valueClasses, int from) {
        int to = from;
        while (to < length && (classes[to] & valueClasses) != 0) {
            to++;
        }
        return to - from;
    }

    /** Whether it may lie over the border of a slot. */
    boolean mayCross(SegmentPieces pieces) {
        return mayCross(pieces, length);
    }

    /** Whether it may lie over the border of a slot with at most so many bytes in each slot. */
    boolean mayCross(SegmentPieces pieces, int mostInSlot) {
        if (pieces.slots() == 0) {
            return false;
        }
        if (length > MAX_BYTES) {
            return true;
        }
        Arrays.fill(at, false);
        for (int i = 0; i <= pieces.slots(); i++) {
            byte[] text = pieces.literal(i);
            if (crossesText(text, 0, text.length)) {
                return true;
            }
            if (i < pieces.slots() && crosses(pieces.stamp(i), mostInSlot)) {
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
            if (text != null ? crossesText(text, 0, text.length) : crosses(part.stamp(), length)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may lie over the border of a template's open slot. */
    boolean mayCross(TemplateTable table, int t) {
        int first = table.firstSlot(t);
        int end = table.firstSlot(t + 1);
        if (first == end || (length <= MAX_BYTES && !mayTouch(table, t))) {
            return false;
        }
        if (length > MAX_BYTES) {
            return true;
        }
        Arrays.fill(at, false);
        byte[] text = table.text();
        int from = table.messageStart(t);
        for (int slot = first; slot < end; slot++) {
            int border = table.border(slot);
            if (crossesText(text, from, border)
                    || crossesSlot(table.minLength(slot), table.maxLength(slot), table.classes(slot))) {
                return true;
            }
            from = border;
        }
        return crossesText(text, from, table.messageEnd(t));
    }

    /**
     * Looks at the bytes at the borders alone, which is nearly always enough: over a border it goes only if the byte on
     * the one side is one of its own, and bytes of the class that comes next may be on the other.
     */
    private boolean mayTouch(TemplateTable table, int t) {
        byte[] text = table.text();
        int first = table.firstSlot(t);
        int end = table.firstSlot(t + 1);
        int from = table.messageStart(t);
        for (int slot = first; slot < end; slot++) {
            int border = table.border(slot);
            int next = slot + 1 < end ? table.border(slot + 1) : table.messageEnd(t);
            int before;
            if (border > from) {
                before = classesAfter[text[border - 1] & 0xFF];
            } else {
                before = slot > first ? anyClass : 0;
            }
            int after;
            if (next > border) {
                after = classesBefore[text[border] & 0xFF];
            } else {
                after = slot + 1 < end ? anyClass : 0;
            }
            if (((before | after) & table.classes(slot)) != 0
                    || (before != 0 && after != 0 && table.minLength(slot) == 0)) {
                return true;
            }
            from = border;
        }
        return false;
    }

    /** Goes over text: {@code at[j]} says whether the first j bytes may stand before it. */
    private boolean crossesText(byte[] text, int from, int to) {
        Arrays.fill(next, false);
        int textLength = to - from;
        for (int j = 1; j < length; j++) {
            if (at[j]) {
                int count = Math.min(textLength, length - j);
                if (literal.fitsPart(j, count, text, from)) {
                    if (j + count == length) {
                        return true;
                    }
                    next[j + count] = true;
                }
            }
        }
        for (int k = Math.min(textLength, length - 1); k > 0; k--) {
            next[k] |= literal.fitsPart(0, k, text, to - k);
        }
        swap();
        return false;
    }

    private boolean crosses(ColumnStamp stamp, int most) {
        return crossesSlot(stamp.minLength(), Math.min(most, stamp.maxLength()), stamp.classes());
    }

    private boolean crossesSlot(int minLength, int maxLength, int valueClasses) {
        Arrays.fill(next, false);
        for (int j = 1; j < length; j++) {
            if (at[j]) {
                int most = Math.min(fitting(valueClasses, j), maxLength);
                if (j + most >= length) {
                    return true;
                }
                for (int k = minLength; k <= most; k++) {
                    next[j + k] = true;
                }
            }
        }
        int most = Math.min(Math.min(fitting(valueClasses, 0), maxLength), length - 1);
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
